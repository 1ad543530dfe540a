import type { NodeAPI } from 'node-red';
import type { z } from 'zod';
import { answerOn } from '../kit/answer-on';
import { codeOn, failureOn } from '../kit/errors';
import { llmOf, setLlm, type Message } from '../kit/message';
import type { replyProperties } from '../kit/properties';

type Settings = z.output<typeof replyProperties>;

/** A piece of an answer on its way, with all that the message carries for its receiver (a socket, a chat), but not the plan. */
export function pieceMessage({ streamAs }: Settings, like: Message, text: string, index: number): Message {
  setLlm(like, { plan: undefined });
  like.payload = text;
  if (streamAs === 'pieces') like.parts = partsOf(like, index);
  return like;
}

/** A core Join node puts such pieces together to the whole text again; it would send at once what carries `complete` at all, so only the last does. */
function partsOf(msg: Message, index: number, count?: number): NonNullable<Message['parts']> & { type: string; ch: string } {
  return { id: msg._msgid, index, type: 'string', ch: '', ...(count !== undefined && { count }) };
}

/** The message itself, as the last one: the whole answer, or what is missing of it, or the words for a failure. */
export function lastMessage(RED: NodeAPI, settings: Settings, msg: Message): Message {
  const { streamed } = llmOf(msg);
  setLlm(msg, { streamed: undefined });
  msg.complete = true;
  const sent = typeof streamed === 'object' ? streamed : undefined;
  if (codeOn(msg) !== undefined) {
    const words = settings.sorry || failureOn(msg).message;
    msg.payload = sent && settings.streamAs === 'pieces' ? `${rest(msg.partial, sent.letters)}\n\n${words}` : words;
  } else if (sent && settings.streamAs === 'pieces') {
    msg.payload = rest(answerOn(RED, msg), sent.letters);
  } else {
    msg.payload = answerOn(RED, msg);
  }
  if (sent && settings.streamAs === 'pieces') msg.parts = partsOf(msg, sent.pieces, sent.pieces + 1);
  return msg;
}

function rest(text: unknown, letters: number): string {
  return typeof text === 'string' ? text.slice(letters) : '';
}

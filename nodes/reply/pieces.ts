import type { NodeAPI } from 'node-red';
import type { z } from 'zod';
import { answerOn } from '../kit/answer-on';
import { codeOn, failureOn } from '../kit/errors';
import { llmOf, setLlm, type Message } from '../kit/message';
import type { replyProperties } from '../kit/properties';

type Settings = z.output<typeof replyProperties>;

/** A piece of an answer on its way, with all that the message carries for its receiver (a socket, a chat), but not the plan. */
export function pieceMessage({ streamAs }: Settings, like: Message, text: string, index: number, run: string): Message {
  setLlm(like, { plan: undefined });
  like.payload = text;
  if (streamAs === 'pieces') like.parts = partsOf(run, index);
  return like;
}

/**
 * A core Join node puts such pieces together to the whole text again; it would send at once what carries `complete` at all, so only the
 * last does. Each answer has its own pieces: a message may be asked twice, one way after the other or both at once.
 */
function partsOf(run: string, index: number, count?: number): NonNullable<Message['parts']> & { type: string; ch: string } {
  return { id: run, index, type: 'string', ch: '', ...(count !== undefined && { count }) };
}

/** The message itself, as the last one: the whole answer, or what is missing of it, or the words for a failure. */
export function lastMessage(RED: NodeAPI, settings: Settings, msg: Message): Message {
  const { streamed, id } = llmOf(msg);
  setLlm(msg, { streamed: undefined });
  const sent = typeof streamed === 'object' ? streamed : undefined;
  // A part of a Split is not the end of anything: its Join counts the parts.
  if (sent || msg.parts === undefined) msg.complete = true;
  if (codeOn(msg) !== undefined) {
    const words = settings.sorry || failureOn(msg).message;
    msg.payload = sent && settings.streamAs === 'pieces' ? `${rest(msg.partial, sent.letters)}\n\n${words}` : words;
  } else if (sent && settings.streamAs === 'pieces') {
    msg.payload = rest(answerOn(RED, msg), sent.letters);
  } else {
    msg.payload = answerOn(RED, msg);
  }
  if (sent && settings.streamAs === 'pieces') msg.parts = partsOf(id ?? msg._msgid, sent.pieces, sent.pieces + 1);
  return msg;
}

function rest(text: unknown, letters: number): string {
  return typeof text === 'string' ? text.slice(letters) : '';
}

import type { NodeAPI } from 'node-red';
import type { z } from 'zod';
import type { Block } from '../../src/chat/blocks';
import { partsOf } from '../../src/run/collect';
import type { Answer, AnswerHead, Outcome } from '../../src/run/outcome';
import { answerOn } from '../kit/answer-on';
import { parseAnswer } from '../kit/chat';
import { codeOn, failureOn } from '../kit/errors';
import type { Host } from '../kit/host';
import { sendAsStream, sendWhole } from '../kit/http-sink';
import { llmOf, type FlowNode, type Message } from '../kit/message';
import type { replyProperties } from '../kit/properties';
import type { Badge } from '../kit/status';
import type { Kept, Ticket } from '../kit/ticket';

/** One reply node with all that it works with. */
export interface Reply { RED: NodeAPI; host: Host; node: FlowNode; settings: z.output<typeof replyProperties>; shown: Badge }

/** Sends what a message holds to its waiting client, in the client's dialect. False: the client has had an answer, or has gone. */
export function answerClient(here: Reply, ticket: Ticket, msg: Message): boolean {
  const kept = ticket.keptOf(llmOf(msg).id);
  if (codeOn(msg) !== undefined) return refuse(here, ticket, msg, kept);
  const text = changedText(here, msg, kept);
  const outcome = kept && kept.outcome.status === 'answered' ? kept.outcome : ofFlow(here, msg);
  const { clock } = here.host;
  const { headers } = here.settings;
  if (!ticket.client.stream) return sendWhole(ticket, outcome, headers, text);
  const answer = text === undefined ? outcome.answer as Answer : withText(outcome.answer as Answer, text);
  const head = outcome.head as AnswerHead;
  return sendAsStream(ticket, clock, headers, head, partsOf(answer, outcome.usage, head.model), { ...outcome, answer });
}

/** A plain text client reads the words that the dialog has for it; a program gets the reason. */
function refuse({ node, settings }: Reply, ticket: Ticket, msg: Message, kept: Kept | undefined): boolean {
  const onMessage = failureOn(msg);
  const { message: reason } = msg.error as { message?: unknown };
  // Node-RED does not log what a Catch node takes, and the client is not told: it must not vanish.
  if (reason !== onMessage.message) node.warn(`${onMessage.message} ${String(reason)}`);
  const problem = kept?.outcome.failure?.message === onMessage.message ? kept.outcome.failure : onMessage;
  if (ticket.client.dialect.id !== 'text' || settings.sorry === '') return ticket.refuse(problem);
  const { status, headers } = ticket.client.dialect.refuse(problem);
  return ticket.send(status, headers, settings.sorry);
}

/** The text on the message, where it is another than the model's: a flow has changed it, or made it itself. */
function changedText({ RED }: Reply, msg: Message, kept: Kept | undefined): string | undefined {
  const value = answerOn(RED, msg);
  const text = typeof value === 'string' ? value : Buffer.isBuffer(value) ? value.toString('utf8') : JSON.stringify(value) ?? '';
  if (!kept) return text;
  return text === kept.text || typeof value !== 'string' && text === normal(kept.text) ? undefined : text;
}

/** A JSON answer as `JSON.stringify` writes it, to see whether the value on the message is still the same. */
function normal(text: string): string | undefined {
  try { return JSON.stringify(parseAnswer(text, '')); } catch { return undefined; }
}

/** An answer that no model made: a flow's own words. */
function ofFlow({ host }: Reply, msg: Message): Outcome {
  const id = llmOf(msg).id ?? String(msg._msgid);
  const why = 'answered by the flow';
  const head: AnswerHead = { id, model: 'flow', provider: 'flow', why, createdSeconds: Math.floor(host.clock.wallMs() / 1000), costEstimateMicros: 0, cached: false };
  return {
    id, status: 'answered', answer: { content: [], finish: 'stop', extras: [] }, head, costMicros: 0,
    usage: { input: 0, output: 0 }, totalMs: 0, cached: false, why, attempts: [], warnings: [],
  };
}

/** The answer with other words: where the first text stood, all else as it was but what belonged to the old words. */
function withText(answer: Answer, text: string): Answer {
  const words: Block = { type: 'text', text };
  const first = answer.content.findIndex((block) => block.type === 'text');
  const content = answer.content.flatMap<Block>((block, index) => (index === first ? [words] : block.type === 'text' || block.type === 'refusal' ? [] : [block]));
  return { ...answer, content: first < 0 ? [words, ...content] : content, extras: [] };
}

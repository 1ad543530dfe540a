import type { NodeAPI } from 'node-red';
import { failures, type Failure } from '../../src/chat/failure';
import type { ExplainedDecision } from '../../src/decide/decision';
import type { Outcome } from '../../src/run/outcome';
import { parseAnswer } from '../kit/chat';
import { clearFailure, errorOf, failBy, failureOf, onPort } from '../kit/errors';
import type { Send } from '../kit/guard-input';
import { llmOf, setLlm, type FlowNode, type Llm, type Message } from '../kit/message';
import { logLine, summarise, textOfAnswer } from '../kit/summary';
import { dropped } from '../kit/onward';
import type { Ticket } from '../kit/ticket';
import { tellUncaught } from '../kit/uncaught';
import { outcomesOf } from './outcomes';
import { sendTextsPlain } from './plain-text';
import type { Ask } from './run';

/** A message on its way out, and the client that waits for it. */
interface Traveller { msg: Message; send: Send; ticket: Ticket | undefined }

export interface Delivery extends Traveller {
  outcome: Outcome;
  /** Where the answer belongs: a property of msg. */
  place: string;
  streamed: Llm['streamed'];
  decision: ExplainedDecision | undefined;
}

/** Sends the message on when its run has ended. Throws what is to go to the Catch nodes. */
export function deliver(here: Ask, delivery: Delivery): void {
  const { msg, ticket, place, streamed } = delivery;
  if (delivery.outcome.status === 'cancelled') return;
  const outcome = delivery.outcome.status === 'answered' ? put(here, delivery) : delivery.outcome;
  if (outcome.status === 'failed' && outcome.answer) msg.partial = textOfAnswer(outcome);
  else delete msg.partial;
  summarise(msg, outcome, { decision: delivery.decision, streamed, place: outcome.failure || place === 'payload' ? undefined : place });
  if (ticket && streamed !== 'all') ticket.keep(outcome.id, { outcome, text: textOfAnswer(outcome) });
  try { onward(here, delivery, outcome.failure); } finally { log(here, outcome); }
}

/** As `node.log` writes it, which would take a stack trace for each line. No client waits for it: see `RequestLog`. */
function log({ RED, host, node }: Ask, outcome: Outcome): void {
  const line = { level: RED.log.INFO, id: node.id, type: node.type, z: node.z, msg: logLine(outcome), ...(node.name && { name: node.name }) };
  host.requestLog.add(line);
}

/** A message whose run never began. It counts as a run, so that a fallback cannot send it round for ever. */
export function deliverEarly(here: Ask, traveller: Traveller, problem: unknown): void {
  const reason = failureOf(problem);
  const { runs, calls } = llmOf(traveller.msg);
  setLlm(traveller.msg, { outcome: failures[reason.kind].port, runs: (runs ?? 0) + 1, calls: (calls ?? 0) + 1 });
  onward(here, traveller, reason);
}

/** Puts the answer into its place. One that cannot be put there is a failure after all. */
function put({ RED, settings }: Ask, { msg, outcome, place }: Delivery): Outcome {
  const text = textOfAnswer(outcome);
  try {
    const value = settings.answerAs === 'json' ? parseAnswer(text, outcome.head?.model ?? 'The model') : text;
    const why = whyNotPut(RED, msg, place, value);
    if (why) throw new Error(`The answer cannot be put into msg.${place}${why}. Choose another place under 'Answer'.`);
  } catch (problem) {
    return { ...outcome, status: 'failed', failure: failureOf(problem) };
  }
  clearFailure(msg);
  if (settings.answerAs === 'text' && place === 'payload') sendTextsPlain(RED.httpNode, msg.res?._res);
  return outcome;
}

/** Puts a value into the message. Returns why that cannot be, as the end of a sentence. */
function whyNotPut({ util }: NodeAPI, msg: Message, place: string, value: unknown): string | undefined {
  try {
    return util.setObjectProperty(msg, place, value, true) ? undefined : ', where something else than an object stands';
  } catch (problem) {
    return `: ${errorOf(problem).message}`;
  }
}

/**
 * The message goes on from the node that has the ask's id now: a deploy in the midst of a run makes a new one, and the old
 * one's wires lead nowhere.
 */
function onward(here: Ask, { msg, send }: Traveller, problem: Failure | undefined): void {
  const { RED, node } = here;
  const current = RED.nodes.getNode(node.id) as FlowNode | null;
  if (!current) return dropped(RED, here.host, node, msg);
  if (!problem) return send(onPort(0, msg));
  try {
    failBy(RED, current, portOf(here, current, problem), msg, send, problem);
  } catch (reason) {
    if (current === node) throw reason;
    current.error(errorOf(reason), msg);
    tellUncaught(RED, current, msg, reason);
  }
}

function portOf(here: Ask, current: FlowNode, problem: Failure): number {
  const outputs = (current as Partial<Pick<Ask, 'settings'>>).settings?.outputs ?? here.settings.outputs;
  const port = (outcomesOf(outputs) as readonly string[]).indexOf(failures[problem.kind].port);
  return port < 0 ? 1 : port;
}

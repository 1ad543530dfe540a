import type { NodeAPI } from 'node-red';
import type { Chat } from '../../src/chat/chat';
import { failure, FailureError, failures } from '../../src/chat/failure';
import type { ExplainedDecision } from '../../src/decide/decision';
import type { Run } from '../../src/run/run';
import { asJson, readChat, withInstructions } from '../kit/chat';
import { codeOn, failureOf } from '../kit/errors';
import { evaluate } from '../kit/evaluate';
import type { Send } from '../kit/guard-input';
import type { Host } from '../kit/host';
import { fill } from '../kit/instructions';
import { llmOf, type FlowNode, type Message } from '../kit/message';
import type { ReplyNode } from '../kit/reply-node';
import type { Ticket } from '../kit/ticket';
import { deliver, deliverEarly } from './deliver';
import { runOptions, type AskSettings } from './options';
import type { Shown } from './show-runs';
import { sinkFor, streamedBy, type AnySink } from './sink';

/** One ask node with all that it works with. */
export interface Ask {
  RED: NodeAPI;
  host: Host;
  node: FlowNode;
  settings: AskSettings;
  /** Which setting is not valid, if one is. */
  trouble: string | undefined;
  /** The reply that gets the answer while it comes, if there is one. */
  straightReply(): ReplyNode | undefined;
  shown: Shown;
}

/** A run under way, and where its answer goes. */
interface Begun {
  run: Run;
  sink: AnySink | undefined;
  place: string;
  /** The decision in words, where the dialog asks for it; taken once, at the end. */
  takeDecision(): ExplainedDecision | undefined;
}

/** One message's way through an ask: read, run, deliver. */
export async function ask(here: Ask, msg: Message, send: Send): Promise<void> {
  const ticket = here.host.tickets.of(msg);
  // The client went while the message was on its way: nobody pays for an answer that nobody reads.
  if (ticket?.gone) return;
  let begun: Begun;
  try {
    begun = await begin(here, msg, ticket);
  } catch (problem) {
    here.shown.failed(failureOf(problem));
    // Refused as a loop and here again: a wire would lead it round for ever, so it takes none.
    if (codeOn(msg) === failures.loop.code) throw problem;
    await nextNode(here);
    return deliverEarly(here, { msg, send, ticket }, problem);
  }
  const { run, sink, place, takeDecision } = begun;
  const release = ticket?.hold((why) => run.cancel(why));
  const outcome = await run.done;
  try {
    if (outcome.status !== 'cancelled') await nextNode(here);
    deliver(here, { msg, send, ticket, outcome, place, streamed: streamedBy(sink), decision: takeDecision() });
  } finally {
    // Also where a Catch node gets the failure: its flow may forget the client, whose clock must go on.
    release?.();
  }
}

/** In the midst of a deploy there is no node to go on from, or none where its wires lead: those that are about to start are waited for. */
async function nextNode({ RED, host, node }: Ask): Promise<void> {
  if (host.restarts.touches(node) || !RED.nodes.getNode(node.id)) await host.restarts.wait();
}

async function begin(here: Ask, msg: Message, ticket: Ticket | undefined): Promise<Begun> {
  const { host, node, settings } = here;
  refuseLoops(msg, settings);
  if (here.trouble) throw new FailureError(failure('bad_request', here.trouble));
  await host.ready();
  const { chat, place } = await questionOf(here, msg, ticket);
  if (host.stopping) throw new FailureError(failure('overloaded', 'Node-RED is stopping. Try again in a moment.'));
  const run = host.core.run(chat, llmOf(msg).plan, runOptions(host, node, settings, msg, ticket));
  const sink = sinkFor(here, msg, ticket);
  if (sink) run.pipe(sink);
  return { run, sink, place, takeDecision: settings.wholeDecision ? listenForDecision(host, run) : () => undefined };
}

/** Also counted by the core; but a loop of cached answers makes no calls. */
function refuseLoops(msg: Message, settings: AskSettings): void {
  const calls = llmOf(msg).calls ?? 0;
  if (calls < settings.maxCalls) return;
  throw new FailureError(failure('loop', `This message has made ${calls} calls: the flow runs in a circle. Give the loop an exit, or raise 'Max calls' in the ask node.`));
}

/** The chat to be answered, and the message property where the answer belongs. */
async function questionOf({ RED, node, settings }: Ask, msg: Message, ticket: Ticket | undefined): Promise<{ chat: Chat; place: string }> {
  const { prompt, promptType } = settings;
  const value = await evaluate(RED, node, prompt, promptType, msg);
  const read = readChat(value, ticket, promptType === 'jsonata' || promptType === 'str' ? 'the prompt' : `${promptType}.${prompt}`);
  const chat = withInstructions(settings.answerAs === 'json' ? asJson(read) : read, await fill(RED, node, settings.instructions, msg));
  return { chat, place: settings.answer || placeFor(value, prompt, promptType) };
}

/** A text is answered where it stood; the answer to a body or to a list of messages is a payload. */
function placeFor(value: unknown, prompt: string, promptType: string): string {
  const isText = typeof value !== 'object' || Buffer.isBuffer(value);
  return isText && promptType === 'msg' && !/^(req|res|llm)\b/.test(prompt) ? prompt : 'payload';
}

function listenForDecision(host: Host, run: Run): () => ExplainedDecision | undefined {
  let explain: (() => ExplainedDecision) | undefined;
  const stop = host.listen((event) => { if (event.type === 'decision' && event.run === run.id) explain = event.explain; });
  return () => { stop(); return explain?.(); };
}

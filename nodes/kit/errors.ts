import type { NodeAPI } from 'node-red';
import { failure, FailureError, failures, type Failure, type FailureKind } from '../../src/chat/failure';
import { llmOf, type FlowNode, type Message } from './message';

/** Anything thrown, as a failure. What is not ours is a setting that cannot work (an expression, say), or a fault of the program. */
export function failureOf(problem: unknown, otherwise: FailureKind = 'bad_request'): Failure {
  if (problem instanceof FailureError) return problem.failure;
  return failure(otherwise, problem instanceof Error ? problem.message : String(problem));
}

/** The code of what is not a failure of a request: a fault of the flow, or of the program. */
const internal = 'LLM_INTERNAL';

/** Anything thrown, as an Error with a `code`, as Catch nodes want it. */
export function errorOf(problem: unknown): Error & { code: string } {
  const error = problem instanceof Error ? problem : new Error(String(problem));
  const coded = error as Error & { code?: string };
  return Object.assign(error, { code: typeof coded.code === 'string' ? coded.code : internal });
}

/** True where a wire leads from this port, counted from 0, to a node that runs: a disabled one takes nothing. */
function isWired(RED: NodeAPI, node: FlowNode, port: number): boolean {
  return node.wires?.[port]?.some((id) => Boolean(RED.nodes.getNode(id))) ?? false;
}

/** The message alone on one port, counted from 0. */
export function onPort(port: number, msg: Message): (Message | null)[] {
  return [...new Array<null>(port).fill(null), msg];
}

/** Writes a failure on the message, in the one shape that Catch nodes and our ports share. `payload` stays the prompt. */
export function markFailed(msg: Message, problem: Failure): void {
  msg.error = { code: failures[problem.kind].code, message: problem.message };
  msg.statusCode = failures[problem.kind].status;
}

/**
 * A failure leaves by its port where that is wired; else it is thrown, for `done(err)` and the Catch nodes.
 * Nothing vanishes either way. Catch writes `msg.error` itself, so then only the status is set.
 */
export function failBy(RED: NodeAPI, node: FlowNode, port: number, msg: Message, send: (msgs: (Message | null)[]) => void, problem: Failure): void {
  if (!isWired(RED, node, port)) {
    msg.statusCode = failures[problem.kind].status;
    throw new FailureError(problem);
  }
  markFailed(msg, problem);
  send(onPort(port, msg));
}

/** The code on a message that failed, whether an ask, a guard or a Catch node wrote it. What a Catch node tells of any other node is a failure, too. */
export function codeOn(msg: Message): string | undefined {
  const error = msg.error as { code?: unknown; source?: unknown } | null | undefined;
  if (typeof error !== 'object' || error === null) return undefined;
  if (typeof error.code === 'string') return error.code;
  return typeof error.source === 'object' && error.source !== null ? internal : undefined;
}

const kinds = Object.keys(failures) as FailureKind[];

/** The failure on a message, as far as code, status and text tell: for a client, or to be raised again. */
export function failureOn(msg: Message): Failure {
  const code = codeOn(msg);
  const kind = kinds.find((one) => failures[one].code === code && failures[one].status === msg.statusCode) ?? kinds.find((one) => failures[one].code === code) ?? 'server';
  const { retryAfterMs } = llmOf(msg);
  return failure(kind, wordsOn(msg), retryAfterMs === undefined ? {} : { retryAfterMs });
}

/** Our own words are made for clients; what another node says (an address, a query) is not for them. */
function wordsOn(msg: Message): string {
  const { code, message, source } = msg.error as { code?: unknown; message?: unknown; source?: { type?: unknown; name?: unknown } };
  if (typeof code === 'string' && code.startsWith('LLM_') && typeof message === 'string' && message !== '') return message;
  return source?.type ? `The flow failed in its node '${String(source.name || source.type)}'.` : 'The flow failed.';
}

/** Takes a failure off the message, before another try or once answered. */
export function clearFailure(msg: Message): void {
  if (codeOn(msg) !== undefined) delete msg.error;
  delete msg.statusCode;
}

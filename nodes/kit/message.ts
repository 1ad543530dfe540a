import type { Response, Request } from 'express';
import type { Node, NodeMessageInFlow } from 'node-red';
import type { ExplainedDecision } from '../../src/decide/decision';
import type { Wish } from '../../src/decide/plan';

/** A node with its wires, which the runtime has but the typings do not name. */
export interface FlowNode extends Node { wires?: string[][] }

/**
 * `msg.llm`: about 1 kB of plain JSON, so that it survives queues, MQTT and cloning. It comes from flows,
 * so every field may be missing; the plan is checked by the core.
 */
export interface Llm {
  /** The waiting client's ticket. */
  reply?: string;
  /** Wishes for the next ask. Gone once answered. */
  plan?: Wish[];
  /** "provider/model" keys that failed since the last answer. */
  tried?: string[];
  /** Runs since the last answer: what a fallback counts. */
  runs?: number;
  /** Provider calls of this message so far, over all asks: what a loop is measured by. */
  calls?: number;
  /** Budgets that a person allowed to exceed. */
  approved?: string | string[];
  session?: string;
  /** How long the vendor asked to wait, at the time of the failure. */
  retryAfterMs?: number;
  /** What the answer's receiver has got while it came: all of it, or so many pieces with so many letters in all. Reply does the rest. */
  streamed?: 'all' | { pieces: number; letters: number };
  /** The message property that holds the answer. */
  place?: string;
  /** What the payload was then, where the answer stands elsewhere. Another payload is the flow's own answer. */
  payloadMark?: string;
  // What the last ask tells.
  id?: string; outcome?: string; model?: string; provider?: string; why?: string; cost?: number | null;
  tokens?: { in: number | null; out: number | null }; ms?: { first: number | null; total: number };
  cached?: boolean; tries?: number; warnings?: string[]; decision?: ExplainedDecision;
}

/** What a message may carry for us. Everything in it was written by others. */
export interface Message extends NodeMessageInFlow {
  llm?: Llm;
  /** As `http in` sends it: `_res` is the raw response. */
  res?: { _res?: Response };
  req?: Request;
  error?: unknown;
  statusCode?: number;
  /** high, normal or low: who goes first where requests wait for a free slot. */
  priority?: unknown;
  headers?: Record<string, unknown>;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => typeof value === 'number' && value >= 0;

const isTried = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isStreamed = (value: unknown): boolean =>
  value === 'all' || typeof value === 'object' && value !== null && isCount((value as { letters?: unknown }).letters);

/** What we count and look up by, and what it must be. All else is only passed on. */
const expected = {
  reply: isText, calls: isCount, runs: isCount, retryAfterMs: isCount, session: isText, place: isText, payloadMark: isText, id: isText, tried: isTried, streamed: isStreamed,
};
type Given = { readonly [field in keyof typeof expected]?: unknown };
const fits = (value: unknown, test: (value: unknown) => boolean): boolean => value === undefined || test(value);
const nothing: Readonly<Llm> = {};

/** `msg.llm`, whatever a flow has put there: a field that cannot be what it should is left out. Asked for many times a message, so it is copied only then. */
export function llmOf(msg: Message): Readonly<Llm> {
  const llm: unknown = msg.llm;
  if (typeof llm !== 'object' || llm === null || Array.isArray(llm)) return nothing;
  return isSound(llm) ? llm : Object.fromEntries(Object.entries(llm).filter(([field, value]) => !Object.hasOwn(expected, field) || fits(value, expected[field as keyof Given])));
}

/** Not in a loop over `expected`: the engine finds a field that the code names at once, and this runs many times a message. */
function isSound({ reply, calls, runs, retryAfterMs, session, place, payloadMark, id, tried, streamed }: Given): boolean {
  return fits(reply, isText) && fits(calls, isCount) && fits(runs, isCount) && fits(retryAfterMs, isCount) && fits(session, isText)
    && fits(place, isText) && fits(payloadMark, isText) && fits(id, isText) && fits(tried, isTried) && fits(streamed, isStreamed);
}

/** Sets some fields of `msg.llm`; undefined removes one. The old object is left as it was, as copies may share it. */
export function setLlm(msg: Message, changes: Partial<Llm>): void {
  const before = llmOf(msg) as Readonly<Record<string, unknown>>;
  const llm: Record<string, unknown> = {};
  for (const field of Object.keys(before)) if (field !== '__proto__' && !Object.hasOwn(changes, field)) llm[field] = before[field];
  for (const field of Object.keys(changes) as (keyof Llm)[]) if (changes[field] !== undefined) llm[field] = changes[field];
  msg.llm = llm;
}

export function planOf(msg: Message): Wish[] {
  const plan: unknown = llmOf(msg).plan;
  return Array.isArray(plan) ? plan : [];
}

/** Puts a node's wishes at the end of the plan, in place of what the same node wished before: a loop must not pile them up. */
export function wishFor(msg: Message, node: Node, wishes: Wish[]): void {
  setLlm(msg, { plan: [...planOf(msg).filter((wish) => wish?.node !== from(node).node), ...wishes] });
}

/** Who wishes, for messages to people. */
export function from(node: Node): { node: string; name?: string } {
  return { node: node.id.slice(0, 100), ...(node.name && { name: node.name.slice(0, 200) }) };
}

/** What a node is called in a sentence: its name, or its kind. */
export function called(node: Node): string {
  return node.name ? `'${node.name}'` : `'${node.type.replace('switchyard-', '').replace('-', ' ')}'`;
}

import { createHash } from 'node:crypto';
import { isUint8Array } from 'node:util/types';
import type { NodeAPI } from 'node-red';
import { property } from './evaluate';
import { llmOf, type Message } from './message';

/** Behind these a list or an object is taken for unchanged: it may be large. */
const mostFields = 50;
const edge = 40;

const isInPayload = (place: string): boolean => /^payload(?![\w$])/.test(place);

/** What is noted of the payload when an answer goes to another place: by it one sees later whether the flow has made a payload of its own since. */
export function markFor(place: string, payload: unknown): string | undefined {
  if (isInPayload(place)) return undefined;
  return createHash('sha256').update(traits(payload, true)).digest('base64url').slice(0, 12);
}

/** The answer on a message: where the ask has put it, unless the flow has written another payload since or has taken it away. */
export function answerOn(RED: NodeAPI, msg: Message): unknown {
  const { place, payloadMark } = llmOf(msg);
  if (place === undefined) return msg.payload;
  if (payloadMark !== undefined && markFor(place, msg.payload) !== payloadMark) return msg.payload;
  const answer = property(RED, msg, place);
  return answer === undefined ? msg.payload : answer;
}

/** The same before and after JSON, and cheap whatever the size: lengths and edges of texts, and the first fields one level down. */
function traits(value: unknown, deep: boolean): string {
  if (typeof value === 'string') return `text ${value.length} ${value.slice(0, edge)} ${value.slice(-edge)}`;
  if (typeof value !== 'object' || value === null) return String(value ?? 'nothing');
  const bytes = bytesIn(value);
  if (bytes !== undefined) return `bytes ${bytes}`;
  const fields = value as Record<string, unknown>;
  const names = Object.keys(fields);
  const head = Array.isArray(value) ? `list ${names.length}` : 'object';
  if (!deep) return head;
  return [head, ...names.slice(0, mostFields).filter((name) => fields[name] !== undefined).map((name) => `${name}: ${traits(fields[name], false)}`)].join('\n');
}

/** A Buffer, also one that JSON has made an object of. */
function bytesIn(value: object): number | undefined {
  if (isUint8Array(value)) return value.length;
  const { type, data } = value as { type?: unknown; data?: unknown };
  return type === 'Buffer' && Array.isArray(data) ? data.length : undefined;
}

import { createHash } from 'node:crypto';
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
  let known: string;
  // A getter that throws must not cost an answer that is there.
  try { known = traits(payload, true); } catch { known = 'unreadable'; }
  return createHash('sha256').update(known).digest('base64url').slice(0, 12);
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
  const head = Array.isArray(value) ? `list ${value.length}` : 'object';
  if (!deep) return head;
  return [head, ...firstNames(fields).filter((name) => fields[name] !== undefined).map((name) => `${name}: ${traits(fields[name], false)}`)].join('\n');
}

/** All names of a large object would be made for nothing. */
function firstNames(fields: Record<string, unknown>): string[] {
  if (Array.isArray(fields)) return Array.from({ length: Math.min(fields.length, mostFields) }, (_, at) => String(at));
  const names: string[] = [];
  for (const name in fields) {
    if (!Object.hasOwn(fields, name)) continue;
    names.push(name);
    if (names.length === mostFields) break;
  }
  return names;
}

/** A Buffer, also one that JSON has made an object of. */
function bytesIn(value: object): number | undefined {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  const { type, data } = value as { type?: unknown; data?: unknown };
  return type === 'Buffer' && Array.isArray(data) ? data.length : undefined;
}

import type { Part } from '../../chat/part';
import type { Answer } from '../../run/outcome';
import { isObject, rest, type Json } from './check';

/**
 * What only OpenAI's chat dialect can say of an answer, by its place: `reply` holds fields of the reply itself
 * (service_tier, citations), `choice` of its choice (logprobs), `message` of the message or delta (annotations, audio).
 */
export interface OpenAiExtra { reply?: Json; choice?: Json; message?: Json }

/** Fields of a message that the router writes itself, from parts. */
const written: ReadonlySet<string> = new Set(['role', 'content', 'refusal', 'reasoning_content']);
/** A router behind this one has an account of its own; the client gets ours. */
const ours: ReadonlySet<string> = new Set(['llm', 'usage']);

export function ownReplyFields({ reply }: OpenAiExtra): Json | undefined {
  return reply && rest(reply, ours);
}

/** The fields of a delta that the router has no part for; of a call, which some clients accept only with a function, too. */
export function ownMessageFields({ message }: OpenAiExtra): Json | undefined {
  const fields = message && rest(message, written);
  return Array.isArray(fields?.tool_calls) ? { ...fields, tool_calls: fields.tool_calls.map((call: Json) => ({ function: {}, ...call })) } : fields;
}

/** What a vendor says of one call beside its name (a signature, say), where `part` says it: it must stand in the chunk that names the call. */
export function callExtra(part: Part | undefined, index: number): Json | undefined {
  if (part?.type !== 'extra' || part.dialect !== 'openai-chat') return undefined;
  const calls = (part.value as OpenAiExtra).message?.tool_calls;
  const call: unknown = Array.isArray(calls) ? calls[0] : undefined;
  return isObject(call) && call.index === index ? call : undefined;
}

/** The extras of a streamed answer as they would stand in a whole one: lists are joined, of all else the last one holds. */
export function gathered(answer: Answer): OpenAiExtra {
  const all: Json = {};
  for (const { dialect, value } of answer.extras) if (dialect === 'openai-chat') join(all, value);
  return all;
}

function join(into: Json, from: Json): void {
  for (const [field, value] of Object.entries(from)) {
    if (field === '__proto__') continue;
    const there = into[field];
    if (Array.isArray(value)) into[field] = Array.isArray(there) ? [...there, ...value] : value;
    else if (isObject(value)) {
      const copy: Json = isObject(there) ? there : {};
      join(copy, value);
      into[field] = copy;
    } else if (value !== null || there === undefined) into[field] = value;
  }
}

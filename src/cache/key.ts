import { createHash } from 'node:crypto';
import type { Chat } from '../chat/chat';

/** Counts up when stored answers change their form, so that old ones are never found again. */
const form = 1;

/** What beyond the chat decides which answers are the same. */
export interface CacheScope {
  /** The cache's name: each has answers of its own. */
  cache: string;
  /** Who may share: "user:ada". Nobody else ever sees these answers. */
  sharedBy: string;
  /** The models that may answer, in the form and order in which the request may use them. */
  models: readonly string[];
  /** The answer limit that will bind, where it is not the chat's own. */
  maxTokens?: number;
}

/** Who asks and how the answer travels: none of it changes the answer. `model` counts through `CacheScope.models`. */
const neutral: ReadonlySet<string> = new Set(['model', 'n', 'stream', 'include_usage', 'user', 'metadata', 'extra']);
const neutralExtra: ReadonlySet<string> = new Set([
  'stream_options', 'store', 'safety_identifier', 'prompt_cache_key', 'prompt_cache_options', 'prompt_cache_retention', 'service_tier',
]);

/**
 * The key of a question, as it goes to a model: instructions and history must be in the chat already.
 * Two questions have the same key only if every message, tool and setting that may change the answer is the same; the order of
 * an object's keys does not count. Unknown fields count, since they may change anything.
 */
export function cacheKey(chat: Chat, scope: CacheScope): string {
  const question = Object.assign(without(chat, neutral), {
    extra: Object.entries(chat.extra ?? {}).map(([dialect, value]) => [dialect, without(value ?? {}, neutralExtra)]),
  });
  return `cache:${hashOf([form, scope.cache, scope.sharedBy, scope.models, scope.maxTokens ?? null, question])}`;
}

function without(object: object, fields: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([field]) => !fields.has(field)));
}

/** From here on a text is hashed by itself. */
const longLetters = 500;

/**
 * Writes the same text for equal values, whatever the order of their keys, and for no others. Undefined fields do not count.
 * Like JSON, but a text follows its length, so that it need not be escaped.
 */
function canonical(value: unknown, write: (text: string) => void): void {
  if (typeof value === 'string') {
    if (value.length < longLetters) return write(`${value.length}:${value}`);
    write(`${value.length}:`);
    write(value);
  } else if (Array.isArray(value)) {
    write('[');
    for (const one of value) { canonical(one, write); write(','); }
    write(']');
  } else if (typeof value === 'object' && value !== null) {
    const object = value as Record<string, unknown>;
    write('{');
    for (const field of sorted(Object.keys(object))) {
      if (object[field] === undefined) continue;
      canonical(field, write);
      canonical(object[field], write);
      write(',');
    }
    write('}');
  } else write(String(value));
}

/** In place where they are few, as a message's are: the engine's own sort takes a kilobyte for two of them. */
function sorted(fields: string[]): string[] {
  if (fields.length > 8) return fields.sort();
  for (let end = 1; end < fields.length; end++) {
    const field = fields[end] as string;
    let at = end;
    for (; at > 0 && (fields[at - 1] as string) > field; at--) fields[at] = fields[at - 1] as string;
    fields[at] = field;
  }
  return fields;
}

/** Short texts together, long ones as they are: joining a long conversation into one text costs more than hashing it. */
function hashOf(value: unknown): string {
  const hash = createHash('sha256');
  let short = '';
  canonical(value, (text) => {
    if (text.length < longLetters && short.length < 4_000) { short += text; return; }
    hash.update(short).update(text);
    short = '';
  });
  return hash.update(short).digest('base64url');
}

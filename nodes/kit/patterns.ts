import { LRUCache } from 'lru-cache';
import { failure, FailureError } from '../../src/chat/failure';
import { RE2JS } from '../../src/vendor/re2js';

const compiled = new LRUCache<string, RE2JS>({ max: 500 });

/**
 * True where a user's pattern is found in a text. RE2 takes linear time whatever pattern and text are, so that neither
 * can hold up the runtime; it has no look-around and no back-references. A pattern that it refuses throws LLM_BAD_REQUEST.
 */
export function found(pattern: string, text: string, ignoreCase: boolean): boolean {
  const key = `${ignoreCase ? 'i' : 's'}${pattern}`;
  let known = compiled.get(key);
  if (!known) compiled.set(key, known = compile(pattern, ignoreCase));
  return known.matcher(text).find();
}

function compile(pattern: string, ignoreCase: boolean): RE2JS {
  try {
    return RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  } catch (problem) {
    throw new FailureError(failure('bad_request', `The pattern '${pattern.slice(0, 60)}' cannot be used: ${(problem as Error).message}. Look-around and back-references are not possible.`));
  }
}

import type { ErrorCode } from './failure';

/** Why a backup may be tried, in the words of the fallback node, and the codes that each word means. */
export const causes = {
  'rate limit': ['LLM_RATE_LIMITED'],
  busy: ['LLM_BUSY'],
  timeout: ['LLM_TIMEOUT'],
  unavailable: ['LLM_UNAVAILABLE'],
  'bad key': ['LLM_BAD_KEY'],
  'bad answer': ['LLM_BAD_ANSWER'],
  'too long': ['LLM_TOO_LONG'],
  refused: ['LLM_REFUSED'],
  'bad request': ['LLM_BAD_REQUEST'],
  interrupted: ['LLM_INTERRUPTED'],
} as const satisfies Record<string, readonly ErrorCode[]>;

/** True where one of the words covers a failure. An overloaded vendor (503) is busy as well as unavailable. */
export function covers(words: readonly string[], code: string, status: unknown): boolean {
  return words.some((word) => (causes[word as keyof typeof causes] as readonly string[] | undefined)?.includes(code)
    || (word === 'busy' && code === 'LLM_UNAVAILABLE' && status === 503));
}

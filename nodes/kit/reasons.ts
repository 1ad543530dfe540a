import type { ErrorCode } from '../../src/chat/failure';
import type { fallbackReasons } from './properties';

export type Reason = (typeof fallbackReasons)[number];

/** Which codes a fallback's reasons mean. A Catch node's message has the code too, so a fallback may stand behind one. */
const codes: Readonly<Record<Reason, readonly ErrorCode[]>> = {
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
};

/** True where one of the reasons covers a failure. An overloaded vendor (503) is busy as well as unavailable. */
export function covers(reasons: readonly Reason[], code: string, status: unknown): boolean {
  return reasons.some((reason) => (codes[reason] as readonly string[]).includes(code) || reason === 'busy' && code === 'LLM_UNAVAILABLE' && status === 503);
}

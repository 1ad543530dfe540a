import type { StoredAnswer } from '../cache/answer';
import type { Failure } from '../chat/failure';
import type { Answer, Attempt, Outcome } from './outcome';

/** How the work on a request ended. */
export interface End { answer?: Answer; failure?: Failure; cached?: StoredAnswer }

type Known = Pick<Outcome, 'id' | 'head' | 'why' | 'attempts' | 'warnings' | 'firstTokenMs' | 'totalMs' | 'session'>;

export function makeOutcome({ answer, failure, cached }: End, known: Known): Outcome {
  const status = failure === undefined ? 'answered' : failure.kind === 'cancelled' ? 'cancelled' : 'failed';
  const usage = cached ? cached.usage : known.attempts[known.attempts.length - 1]?.usage;
  return { ...known, status, answer, failure, usage, costMicros: sumOrUnknown(known.attempts), cached: cached !== undefined };
}

function sumOrUnknown(attempts: readonly Attempt[]): number | null {
  let sum = 0;
  for (const { costMicros } of attempts) {
    if (costMicros === null) return null;
    sum += costMicros;
  }
  return sum;
}

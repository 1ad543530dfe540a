import type { StoredAnswer } from '../cache/answer';
import type { Failure } from '../chat/failure';
import type { Usage } from '../chat/usage';
import type { Answer, Attempt, Outcome } from './outcome';

/** How the work on a request ended. */
export interface End { answer?: Answer; failure?: Failure; cached?: StoredAnswer }

type Known = Pick<Outcome, 'id' | 'head' | 'why' | 'attempts' | 'warnings' | 'firstTokenMs' | 'totalMs' | 'session'> & {
  /** The numbers of the attempts that have told the answer together, from 1. */
  tellers: readonly number[];
};

export function makeOutcome({ answer, failure, cached }: End, known: Known): Outcome {
  const { id, head, why, attempts, warnings, firstTokenMs, totalMs, session, tellers } = known;
  const status = failure === undefined ? 'answered' : failure.kind === 'cancelled' ? 'cancelled' : 'failed';
  const usage = cached ? cached.usage : usageOf(attempts, tellers);
  return {
    id, status, answer, failure, head, usage, costMicros: sumOrUnknown(attempts), firstTokenMs, totalMs,
    cached: cached !== undefined, why, attempts, warnings, session,
  };
}

/** The usage of the answer: that of the call that told it. What several told is put together, with the question counted once. */
function usageOf(attempts: readonly Attempt[], tellers: readonly number[]): Usage | undefined {
  if (tellers.length <= 1) return attempts[(tellers[0] ?? attempts.length) - 1]?.usage;
  const used = attempts.flatMap(({ usage }, at) => (usage && tellers.includes(at + 1) ? [usage] : []));
  const [first] = used;
  if (used.length <= 1 || !first) return used[0];
  return { input: first.input, output: used.reduce((sum, usage) => sum + usage.output, 0), estimated: true };
}

function sumOrUnknown(attempts: readonly Attempt[]): number | null {
  let sum = 0;
  for (const { costMicros } of attempts) {
    if (costMicros === null) return null;
    sum += costMicros;
  }
  return sum;
}

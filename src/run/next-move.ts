import { failures, type Drop, type Failure, type FailureKind } from '../chat/failure';

/** Longest hint of a rate limit that is waited for; a longer one means: the next candidate. */
export const waitUpToMs = 3_000;
/** Full jitter between 0 and this before the same candidate is asked again. */
const againWithinMs = 200;

export interface Situation {
  failure: Failure;
  /** The answer has begun to reach its taker. */
  committed: boolean;
  /** What was delivered can be continued by another model: it is text, and the ask's "after a cut" says so. */
  resumable: boolean;
  /** This attempt was to continue an answer from its beginning (prefill), and had sent nothing yet. */
  prefilled: boolean;
  /** Another candidate could still be asked. */
  othersLeft: boolean;
  /** How often this candidate was asked again in this run. */
  repeats: number;
  /** Attempts that may still be made. */
  triesLeft: number;
  /** A fallback in front of the ask names this failure: then the next candidate is tried where it would else end. */
  backedUp: boolean;
  /** The retry budget admits one more repeat. */
  mayRepeat: boolean;
  /** Until the run's deadline. */
  remainingMs: number;
  /** From 0 to 1, for the jitter. */
  chance: number;
}

export type Move =
  | { do: 'again'; afterMs: number }
  | { do: 'next'; drop: Drop }
  | { do: 'stop' }
  /** After the commit: the same answer goes on elsewhere. Without `prefill` it must be told again from its beginning. */
  | { do: 'resume'; drop: Drop; prefill: boolean }
  /** After the commit: the answer ends visibly. */
  | { do: 'interrupt' };

/** What to do after a failure. Pure; the whole policy of retries and failover is this function and the table in `chat/failure.ts`. */
export function nextMove(now: Situation): Move {
  const row = failures[now.failure.kind];
  if (now.failure.kind === 'cancelled') return { do: 'stop' };
  if (now.committed) return afterCommit(now);
  if (now.triesLeft <= 0) return { do: 'stop' };
  if (row.then === 'stop') return now.backedUp && isAnswerOfModel(now.failure.kind) ? { do: 'next', drop: 'candidate' } : { do: 'stop' };
  const afterMs = repeatAfter(now);
  if (afterMs !== undefined && afterMs < now.remainingMs) return { do: 'again', afterMs };
  return { do: 'next', drop: row.drop };
}

/** What one model said of the request, and another may see differently. */
function isAnswerOfModel(kind: FailureKind): boolean {
  return kind === 'refused' || kind === 'bad_request' || kind === 'too_large';
}

function afterCommit(now: Situation): Move {
  const { kind } = now.failure;
  if (!now.resumable || now.triesLeft <= 0 || kind === 'interrupted') return { do: 'interrupt' };
  if (now.prefilled && refusesPrefill(now)) return { do: 'resume', drop: 'nothing', prefill: false };
  const row = failures[kind];
  return row.then === 'stop' ? { do: 'interrupt' } : { do: 'resume', drop: row.drop, prefill: true };
}

/** Some local servers do so with a 500; but that may as well be an outage, for which the last try must not be spent while others are left. */
function refusesPrefill({ failure: { kind }, triesLeft, othersLeft }: Situation): boolean {
  return kind === 'bad_request' || kind === 'unsupported' || kind === 'server' && (triesLeft > 1 || !othersLeft);
}

function repeatAfter(now: Situation): number | undefined {
  if (now.repeats > 0 || now.failure.shouldRetry === false) return undefined;
  const hint = now.failure.retryAfterMs;
  switch (failures[now.failure.kind].again) {
    case 'at once': return 0;
    case 'if told to wait': return now.mayRepeat && hint !== undefined && hint <= waitUpToMs ? hint : undefined;
    case 'once':
      if (!now.mayRepeat || (hint !== undefined && hint > waitUpToMs)) return undefined;
      return Math.max(hint ?? 0, now.chance * againWithinMs);
    case 'no': return undefined;
  }
}

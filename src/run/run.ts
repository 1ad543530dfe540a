import type { Outcome } from './outcome';
import type { Sink } from './sink';

/** One request under way. It owns itself: it settles whatever its consumer does. */
export interface Run {
  readonly id: string;
  /** Never rejects. */
  readonly done: Promise<Outcome>;
  /** Sends the answer to a sink as it comes. At most one; without one the answer is only in `done`. */
  pipe(sink: Sink): void;
  /** Hangs up at once: the upstream call is aborted. `why` is for the record. */
  cancel(why: string): void;
}

import { FailureError } from '../chat/failure';
import type { Part } from '../chat/part';
import type { Outcome } from './outcome';
import type { Run } from './run';
import type { Sink } from './sink';

/** How many parts may wait for a slow reader before the upstream is paused. */
const mostWaiting = 64;

/**
 * A run as an async iterator, for library users. Only an adapter: the run owns itself, and leaving the loop cancels it.
 * Throws FailureError when the run fails, after the parts that came before.
 */
export async function* streamed(run: Run): AsyncGenerator<Part, void, undefined> {
  const waiting: Part[] = [];
  let outcome: Outcome | undefined;
  let wake: (() => void) | undefined;
  let drained: (() => void) | undefined;
  const sink: Sink = {
    open: () => undefined,
    write(parts) {
      waiting.push(...parts);
      wake?.();
      return waiting.length < mostWaiting;
    },
    onDrain(resume) { drained = resume; },
    close(ended) { outcome = ended; wake?.(); },
  };
  run.pipe(sink);
  try {
    for (;;) {
      for (let part = waiting.shift(); part; part = waiting.shift()) yield part;
      if (outcome) break;
      drained?.();
      drained = undefined;
      if (waiting.length === 0 && !outcome) await new Promise<void>((resolve) => { wake = resolve; });
    }
    if (outcome.failure) throw new FailureError(outcome.failure);
  } finally {
    if (!outcome) run.cancel('the reader has left');
  }
}

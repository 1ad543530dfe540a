import { FailureError } from '../chat/failure';
import type { Part } from '../chat/part';
import type { Outcome } from './outcome';
import type { Run } from './run';
import type { Sink } from './sink';

/** How many parts may wait for a slow reader before the upstream is paused. */
const mostWaiting = 64;

/**
 * A run as an async iterator, for library users. Only an adapter: the run owns itself, and leaving the loop cancels it.
 * Takes parts from now on, whenever the loop begins. Throws FailureError when the run fails, after the parts that came before.
 */
export function streamed(run: Run): AsyncGenerator<Part, void, undefined> {
  const queue = new PartQueue();
  run.pipe(queue);
  return read(run, queue);
}

/** The parts that the reader has yet to take. */
class PartQueue implements Sink {
  readonly waiting: Part[] = [];
  outcome: Outcome | undefined;
  private wake: (() => void) | undefined;
  private drained: (() => void) | undefined;

  open(): void { /* The head is in the outcome. */ }

  write(parts: readonly Part[]): boolean {
    for (const part of parts) this.waiting.push(part);
    this.wake?.();
    return this.waiting.length < mostWaiting;
  }

  onDrain(resume: () => void): void { this.drained = resume; }

  close(outcome: Outcome): void {
    this.outcome = outcome;
    this.wake?.();
  }

  /** All was taken: resolves when there is more, or the end. */
  async more(): Promise<void> {
    this.drained?.();
    this.drained = undefined;
    if (this.waiting.length === 0 && !this.outcome) await new Promise<void>((resolve) => { this.wake = resolve; });
  }
}

async function* read(run: Run, queue: PartQueue): AsyncGenerator<Part, void, undefined> {
  try {
    for (;;) {
      for (let part = queue.waiting.shift(); part; part = queue.waiting.shift()) yield part;
      if (queue.outcome) break;
      await queue.more();
    }
    if (queue.outcome.failure) throw new FailureError(queue.outcome.failure);
  } finally {
    if (!queue.outcome) run.cancel('the reader has left');
  }
}

import type { Clock } from '../../src/clock';

/** Messages that wait for their next try. */
export class Waiting {
  private readonly ends = new Set<() => void>();

  constructor(private readonly clock: Clock) {}

  /** Until the time is over, or the node was removed. */
  wait(ms: number): Promise<void> {
    if (ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        this.ends.delete(end);
        cancel();
        resolve();
      };
      const cancel = this.clock.after(ms, end);
      this.ends.add(end);
    });
  }

  /** The node is gone: nobody waits for it any longer. */
  end(): void {
    for (const end of [...this.ends]) end();
  }
}

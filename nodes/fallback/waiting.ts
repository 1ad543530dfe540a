import type { Clock } from '../../src/clock';

/** Messages that wait for their next try. */
export class Waiting {
  private readonly ends = new Set<() => void>();

  constructor(private readonly clock: Clock) {}

  /** True when the time is over, false when the node was removed before. */
  wait(ms: number): Promise<boolean> {
    if (ms <= 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (over: boolean): void => {
        this.ends.delete(stop);
        cancel();
        resolve(over);
      };
      const stop = (): void => end(false);
      const cancel = this.clock.after(ms, () => end(true));
      this.ends.add(stop);
    });
  }

  /** The node is gone: nothing may come from it any more. */
  end(): void {
    for (const stop of [...this.ends]) stop();
  }
}

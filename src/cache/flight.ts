import type { Clock } from '../clock';
import type { StoredAnswer } from './answer';

/** A wait for the answer to the same question. */
export interface Waiting {
  /** The answer, or undefined: the twin has given up, or the time is over. */
  wait: Promise<StoredAnswer | undefined>;
  /** Ends the wait at once, with undefined. */
  stop(): void;
}

/** One question under way. Twins wait here until it lands, with an answer or without. Lands once. */
export class Flight {
  landed = false;
  private readonly waiters = new Set<(answer: StoredAnswer | undefined) => void>();
  private readonly endings: (() => void)[] = [];

  /** Everybody who waits is told, in the order in which they came. */
  land(answer: StoredAnswer | undefined): void {
    if (this.landed) return;
    this.landed = true;
    for (const end of this.endings) end();
    for (const tell of [...this.waiters]) tell(answer);
  }

  /** Called once, before those who wait are told; at once if it has landed. */
  atLanding(end: () => void): void {
    if (this.landed) end();
    else this.endings.push(end);
  }

  /** Calls `work` again and again until it lands. */
  every(clock: Clock, ms: number, work: () => void): void {
    let cancel = () => {};
    const arm = () => {
      if (this.landed) return;
      cancel = clock.after(ms, () => {
        work();
        arm();
      });
    };
    this.atLanding(() => cancel());
    arm();
  }

  join(clock: Clock, waitMs: number): Waiting {
    let stop = () => {};
    const wait = new Promise<StoredAnswer | undefined>((resolve) => {
      const tell = (answer: StoredAnswer | undefined) => {
        cancel();
        this.waiters.delete(tell);
        resolve(answer);
      };
      const cancel = clock.after(waitMs, () => tell(undefined));
      this.waiters.add(tell);
      stop = () => tell(undefined);
    });
    return { wait, stop };
  }
}

import type { Clock } from '../../src/clock';

/** The longest that an answer waits for the nodes of a deploy; Node-RED gives the old ones 15 s to close. */
const longestMs = 20_000;

/** Between the end of a deploy's old nodes and the start of the new ones, there is nobody to send a message from. */
export class Restarts {
  /** Who waits for the start; undefined while flows run. */
  private waiting: Set<() => void> | undefined;

  constructor(private readonly clock: Clock) {}

  stopping(): void { this.waiting ??= new Set(); }

  started(): void {
    const all = [...this.waiting ?? []];
    this.waiting = undefined;
    for (const over of all) over();
  }

  /** Old nodes have closed, and the new ones are not there yet. */
  get underWay(): boolean { return this.waiting !== undefined; }

  /** Something to wait for in the midst of a deploy; undefined while flows run. */
  wait(): Promise<void> | undefined {
    const { waiting } = this;
    return waiting && new Promise((resolve) => {
      const over = (): void => {
        waiting.delete(over);
        cancel();
        resolve();
      };
      const cancel = this.clock.after(longestMs, over);
      waiting.add(over);
    });
  }
}

import type { Clock } from '../../src/clock';
import type { FlowNode } from './message';
import { isAmong } from './touched';

/** The longest that an answer waits for the nodes of a deploy; Node-RED gives the old ones 15 s to close. */
const longestMs = 20_000;

/** Between the end of a deploy's old nodes and the start of the new ones, there is nobody to send a message from. */
export class Restarts {
  /** Who waits for the start; undefined while flows run. */
  private waiting: Set<() => void> | undefined;

  /** Whom the deploy under way touches; undefined: all. */
  private touched: ReadonlySet<string> | undefined;

  constructor(private readonly clock: Clock) {}

  stopping(touched?: ReadonlySet<string>): void {
    // Of two that overlap, all is expected.
    this.touched = this.waiting ? undefined : touched;
    this.waiting ??= new Set();
  }

  started(): void {
    const all = [...this.waiting ?? []];
    this.waiting = this.touched = undefined;
    for (const over of all) over();
  }

  /** A deploy is under way, and what the node sends may meet one that has closed or is not there yet. */
  touches(node: FlowNode): boolean { return this.waiting !== undefined && (!this.touched || isAmong(this.touched, node)); }

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

import type { Clock } from '../../src/clock';
import { logSafely } from './log';

/** Bursts begin at least this far apart. */
const gatherMs = 100;

/**
 * Lines for Node-RED's log that may come a little late. A line that comes alone is written at once, but after what is under way in this
 * turn; those that follow shortly after wait for each other, in order: written one by one between requests, a line takes four times what it
 * takes behind another one, as nothing of what writes it is in the processor's caches.
 */
export class RequestLog<Line> {
  private waiting: Line[] = [];
  private quietUntilMs = -Infinity;

  constructor(private readonly clock: Clock, private readonly write: (line: Line) => void) {}

  add(line: Line): void {
    if (this.waiting.push(line) > 1) return;
    const waitMs = this.quietUntilMs - this.clock.monoMs();
    if (waitMs > 0) this.clock.after(waitMs, this.flush);
    else setImmediate(this.flush);
  }

  /** What waits is written whatever ends the process: it may say what came before. Returns what ends that, with nothing left. */
  writeAtExit(): () => void {
    const { flush } = this;
    process.once('exit', flush);
    return () => { flush(); process.removeListener('exit', flush); };
  }

  /** Writes what waits. */
  readonly flush = (): void => {
    const lines = this.waiting;
    if (lines.length === 0) return;
    this.waiting = [];
    this.quietUntilMs = this.clock.monoMs() + gatherMs;
    for (const line of lines) logSafely(() => this.write(line));
  };
}

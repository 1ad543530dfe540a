import type { Clock } from '../clock';
import { Members } from './members';

/** Something whose time may run out. Looked at on each sweep; never called after `leave`. */
export interface Watched { look(nowMs: number): void }

/** How late a deadline may be noticed. */
const sweepMs = 50;

/**
 * One timer for all runs: a time stamp for each part is far cheaper than a timer or a race for each. It ends with the first sweep
 * that finds nothing to watch.
 */
export class Watch {
  private readonly watched = new Members<Watched>();
  private ticking = false;

  constructor(private readonly clock: Clock) {}

  join(one: Watched): void {
    this.watched.add(one);
    if (!this.ticking) this.tick();
  }

  leave(one: Watched): void { this.watched.remove(one); }

  private tick(): void {
    this.ticking = true;
    this.clock.after(sweepMs, this.sweep);
  }

  private readonly sweep = (): void => {
    this.ticking = false;
    const nowMs = this.clock.monoMs();
    this.watched.each((one) => one.look(nowMs));
    if (this.watched.size > 0) this.tick();
  };
}

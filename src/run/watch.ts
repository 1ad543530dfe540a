import type { Clock } from '../clock';

/** Something whose time may run out. Looked at on each sweep; never called after `leave`. */
export interface Watched { look(nowMs: number): void }

/** How late a deadline may be noticed. */
const sweepMs = 50;

/**
 * One timer for all runs: a time stamp for each part is far cheaper than a timer or a race for each.
 * The timer stands still while nothing is watched.
 */
export class Watch {
  private readonly watched = new Set<Watched>();
  private stop: (() => void) | undefined;

  constructor(private readonly clock: Clock) {}

  join(one: Watched): void {
    this.watched.add(one);
    this.stop ??= this.clock.after(sweepMs, this.sweep);
  }

  leave(one: Watched): void {
    this.watched.delete(one);
    if (this.watched.size === 0) { this.stop?.(); this.stop = undefined; }
  }

  private readonly sweep = (): void => {
    this.stop = undefined;
    const nowMs = this.clock.monoMs();
    for (const one of this.watched) one.look(nowMs);
    if (this.watched.size > 0) this.stop ??= this.clock.after(sweepMs, this.sweep);
  };
}

import type { Clock } from '../clock';

/** How a store's own time stood to the wall clock when it last wrote. */
export interface Mark { storeMs: number; wallMs: number }

const MOVED_MS = 1_000;

/**
 * The time of a store, which goes on from one process to the next: what is on disk speaks in it. It began as wall time, and is that still where no
 * clock has ever been wrong. A start with a clock that is behind goes on where the store was; with one that is ahead it goes ahead, and stays so
 * when the clock is set right, so that whatever was to end in an hour still does.
 */
export class StoreTime {
  readonly #steadyAheadMs: number;
  /** The relation as it was loaded. */
  readonly #wallAheadMs: number;
  /** Where the store was at the start, and whether the wall has been there since. */
  readonly #beganMs: number;
  #caughtUp: boolean;
  #marked: Mark | undefined;

  constructor(private readonly clock: Clock, mark?: Mark) {
    const wallMs = clock.wallMs();
    this.#marked = mark;
    this.#wallAheadMs = mark ? mark.storeMs - mark.wallMs : 0;
    this.#beganMs = Math.max(wallMs + this.#wallAheadMs, mark?.storeMs ?? -Infinity);
    this.#caughtUp = wallMs + this.#wallAheadMs >= this.#beganMs;
    this.#steadyAheadMs = this.#beganMs - clock.monoMs();
  }

  /** Never steps: for holds and leaks, and for how long a process keeps what was spent. A corrected wall clock frees and adds nothing. */
  steadyMs(): number {
    return Math.floor(this.clock.monoMs() + this.#steadyAheadMs);
  }

  /** For what lies on disk: the steady time, or the wall's where that has moved on further, as after a sleep or when a late clock is set. */
  nowMs(): number {
    return Math.max(this.steadyMs(), Math.floor(this.clock.wallMs() + this.#wallAheadMs));
  }

  mark(): Mark {
    const storeMs = this.nowMs();
    return this.#marked = { storeMs, wallMs: storeMs - this.#aheadMs(storeMs) };
  }

  /** Whether the last mark tells another relation than there is now, as a clock was set; or has no wall to tell how late it is by now. */
  hasMoved(): boolean {
    if (!this.#marked) return false;
    const { storeMs, wallMs } = this.#marked;
    const nowMs = this.nowMs();
    return Math.abs(this.#aheadMs(nowMs) - (storeMs - wallMs)) >= MOVED_MS || !this.#caughtUp && nowMs - storeMs >= MOVED_MS;
  }

  /**
   * How far the store is ahead of the wall, for the next start. A process that began with a wall behind the store keeps the relation that was:
   * its clock is most likely wrong, and once it is right a larger lead would end all that is kept.
   */
  #aheadMs(storeMs: number): number {
    const wallMs = Math.floor(this.clock.wallMs());
    this.#caughtUp ||= wallMs + this.#wallAheadMs >= this.#beganMs;
    return this.#caughtUp ? storeMs - wallMs : this.#wallAheadMs;
  }
}

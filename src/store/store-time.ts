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
  readonly #wallAheadMs: number;
  #marked: Mark | undefined;

  constructor(private readonly clock: Clock, mark?: Mark) {
    const wallMs = clock.wallMs();
    this.#marked = mark;
    this.#wallAheadMs = mark ? mark.storeMs - mark.wallMs : 0;
    this.#steadyAheadMs = Math.max(wallMs + this.#wallAheadMs, mark?.storeMs ?? -Infinity) - clock.monoMs();
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
    return this.#marked = { storeMs: this.nowMs(), wallMs: Math.floor(this.clock.wallMs()) };
  }

  /** Whether the last mark tells another relation than there is now: a clock was set. */
  hasMoved(): boolean {
    if (!this.#marked) return false;
    return Math.abs(this.nowMs() - this.clock.wallMs() - (this.#marked.storeMs - this.#marked.wallMs)) >= MOVED_MS;
  }
}

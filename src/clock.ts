/**
 * The only place that knows the time. `monoMs` is for durations; `wallMs` only to name budget windows and to stamp.
 * A test hands in a virtual one.
 */
export interface Clock {
  /** Milliseconds since 1970 (UTC). May step back. */
  wallMs(): number;
  /** Milliseconds from an arbitrary start. Never steps back. */
  monoMs(): number;
  /** Calls `fn` once, `ms` from now; returns what cancels it. Timers never keep the process alive. */
  after(ms: number, fn: () => void): () => void;
}

export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monoMs: () => performance.now(),
  after(ms, fn) {
    const timer = setTimeout(fn, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

import type { Clock } from '../../src/clock';

interface Timer { atMs: number; turn: number; fn: () => void }

export interface VirtualClock extends Clock {
  /** Moves time on and fires what falls due, in order, timers set on the way included. */
  advance(ms: number): void;
  /** The same, letting promises settle before, between and after the timers. */
  advanceAsync(ms: number): Promise<void>;
  /** Steps the wall by so much (back when negative), as a clock correction does; durations do not notice. */
  stepWall(ms: number): void;
  /** How many timers are set. */
  pending(): number;
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const byTime = (one: Timer, other: Timer) => one.atMs - other.atMs || one.turn - other.turn;

/** Time that moves only when a test says so. The wall starts at `startWallMs` (default 2026-11-24T12:00Z). */
export function virtualClock(startWallMs = Date.UTC(2026, 10, 24, 12)): VirtualClock {
  const timers: Timer[] = [];
  let monoMs = 0;
  let wallAheadMs = startWallMs;
  let turns = 0;

  /** Where this timer stands or would stand: those before it fire first. */
  const placeOf = (timer: Timer) => {
    let low = 0;
    let high = timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (byTime(timers[middle]!, timer) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const fireNext = (untilMs: number) => {
    const next = timers[0];
    if (!next || next.atMs > untilMs) return false;
    timers.shift();
    monoMs = next.atMs;
    next.fn();
    return true;
  };
  const endOf = (ms: number) => {
    if (!(ms >= 0)) throw new RangeError(`Time cannot move by ${ms} ms.`);
    return monoMs + ms;
  };

  return {
    wallMs: () => monoMs + wallAheadMs,
    monoMs: () => monoMs,
    after(ms, fn) {
      const timer = { atMs: monoMs + Math.max(0, ms), turn: turns++, fn };
      timers.splice(placeOf(timer), 0, timer);
      return () => {
        const place = placeOf(timer);
        if (timers[place] === timer) timers.splice(place, 1);
      };
    },
    advance(ms) {
      const endMs = endOf(ms);
      while (fireNext(endMs));
      monoMs = endMs;
    },
    async advanceAsync(ms) {
      const endMs = endOf(ms);
      await settled();
      while (fireNext(endMs)) await settled();
      monoMs = endMs;
    },
    stepWall(ms) {
      wallAheadMs += ms;
    },
    pending: () => timers.length,
  };
}

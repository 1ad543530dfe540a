import type { Clock } from '../clock';
import { type Journal, Limits } from './limits';
import type { Shelf } from './shelf';
import type { Admission, Admitted, Level, Put, Scan, Settlement } from './store';
import { checkKey, toText } from './text';
import { Values } from './values';

/**
 * The authority on state: synchronous, so that every verb is atomic. Both embedded stores are this class; they differ in
 * where values lie (`shelf`) and in who hears of changed guards (`journal`).
 */
export class Engine {
  readonly #limits: Limits;
  readonly #values: Values;
  readonly #aheadMs: number;
  #closed = false;

  constructor(private readonly clock: Clock, shelf: Shelf, journal: Journal) {
    this.#limits = new Limits(journal);
    this.#values = new Values(shelf);
    this.#aheadMs = clock.wallMs() - clock.monoMs();
  }

  /**
   * The time by which things leak and expire: the wall as it stood at the start, carried on by the clock that never steps
   * back. So a corrected wall clock frees no hold, and times on disk still mean something to the next process.
   */
  nowMs(): number {
    this.#mustBeOpen();
    return Math.floor(this.clock.monoMs() + this.#aheadMs);
  }

  /** Takes back what the journal of an earlier process kept. */
  restore(into: (limits: Limits, nowMs: number) => void): void {
    into(this.#limits, this.nowMs());
  }

  admit(admission: Admission): Admitted {
    return this.#limits.admit(admission, this.nowMs());
  }

  settle(settlement: Settlement): boolean {
    const { entry } = settlement;
    if (entry) checkKey(entry.key);
    // Whatever can throw comes first, so that hold, counters and entry change together or not at all.
    const text = entry && toText(entry.key, entry.value);
    const nowMs = this.nowMs();
    if (!this.#limits.settle(settlement, nowMs)) return false;
    if (entry) this.#values.append(entry.key, text!, entry.keepMs, nowMs);
    return true;
  }

  level(key: string, rate?: number): Level {
    return this.#limits.level(key, this.nowMs(), rate);
  }

  put(key: string, value: unknown, how: Put = {}): { done: true } | { done: false; value: unknown } {
    return this.#values.put(key, value, how, this.nowMs());
  }

  get(key: string): unknown {
    return this.#values.get(key, this.nowMs());
  }

  remove(key: string): void {
    this.#mustBeOpen();
    this.#values.remove(key);
  }

  scan(prefix: string, how: Scan = {}): { key: string; value: unknown }[] {
    return this.#values.scan(prefix, how, this.nowMs());
  }

  sum(deltas: { key: string; amount: number }[]): number[] {
    return this.#values.sum(deltas, this.nowMs());
  }

  close(): void {
    this.#closed = true;
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new Error('The store is closed.');
  }
}

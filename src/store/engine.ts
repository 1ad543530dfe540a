import { type Journal, Limits } from './limits';
import type { Shelf } from './shelf';
import type { Admission, Admitted, Level, Put, Scan, Settlement } from './store';
import type { StoreTime } from './store-time';
import { checkKey, toText } from './text';
import { Values } from './values';

/**
 * The authority on state: synchronous, so that every verb is atomic. Both embedded stores are this class; they differ in
 * where values lie (`shelf`) and in who hears of changed guards (`journal`).
 */
export class Engine {
  readonly #limits: Limits;
  readonly #values: Values;
  #closed = false;

  constructor(private readonly time: StoreTime, shelf: Shelf, journal: Journal) {
    this.#limits = new Limits(journal);
    this.#values = new Values(shelf);
  }

  /** Takes back what the journal of an earlier process kept. */
  restore(into: (limits: Limits, nowMs: number) => void): void {
    into(this.#limits, this.#steadyMs());
  }

  admit(admission: Admission): Admitted {
    return this.#limits.admit(admission, this.#steadyMs());
  }

  settle(settlement: Settlement): boolean {
    const { entry } = settlement;
    if (entry) checkKey(entry.key);
    // Whatever can throw comes first, so that hold, counters and entry change together or not at all.
    const text = entry && toText(entry.key, entry.value);
    if (!this.#limits.settle(settlement, this.#steadyMs())) return false;
    if (entry) this.#values.append(entry.key, text!, entry.keepMs, this.#nowMs());
    return true;
  }

  level(key: string, rate?: number): Level {
    return this.#limits.level(key, this.#steadyMs(), rate);
  }

  put(key: string, value: unknown, how: Put = {}): { done: true } | { done: false; value: unknown } {
    return this.#values.put(key, value, how, this.#nowMs());
  }

  get(key: string): unknown {
    return this.#values.get(key, this.#nowMs());
  }

  remove(key: string): void {
    this.#mustBeOpen();
    this.#values.remove(key);
  }

  scan(prefix: string, how: Scan = {}): { key: string; value: unknown }[] {
    return this.#values.scan(prefix, how, this.#nowMs());
  }

  sum(deltas: { key: string; amount: number }[]): number[] {
    return this.#values.sum(deltas, this.#nowMs());
  }

  close(): void {
    this.#closed = true;
  }

  #steadyMs(): number {
    this.#mustBeOpen();
    return this.time.steadyMs();
  }

  #nowMs(): number {
    this.#mustBeOpen();
    return this.time.nowMs();
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new Error('The store is closed.');
  }
}

import { compareKeys, LAST_KEY } from './ordered-map';
import type { Kept, Shelf } from './shelf';
import type { Put, Scan } from './store';
import { checkKey, toText } from './text';

/**
 * After so many writes, or so many letters written, a sweep looks at further keys and clears away those that have expired: twice as many as
 * were written, and a few more, so that it outruns the writes. Not with each write: to begin to read costs more than to go on.
 */
const SWEEP_AFTER_WRITES = 16;
const SWEEP_AFTER_LETTERS = 64 * 1024;
/** Ledger entries lie in the order of time, so those that are over are the first: the sweep steps over all others. */
const ENTRIES = 'entry:';
const AFTER_ENTRIES = 'entry;';
/** Every so many new entries as many old ones, and a few more, may go. */
const CLEAR_EVERY = 64;
const CLEAR_AT_ONCE = 80;

/** Named values: what nodes and the core keep, and statistics that are added to. */
export class Values {
  #sweptTo = '';
  #written = 0;
  #writtenLetters = 0;
  #appended = 0;

  constructor(private readonly shelf: Shelf) {}

  put(key: string, value: unknown, how: Put, nowMs: number): { done: true } | { done: false; value: unknown } {
    checkKey(key);
    const text = toText(key, value);
    if (how.ifAbsent || how.ifHolds !== undefined) {
      const there = this.#live(key, nowMs);
      const meets = there ? how.ifHolds !== undefined && there.text === toText(key, how.ifHolds) : how.ifAbsent;
      if (!meets) return { done: false, value: there && JSON.parse(there.text) };
    }
    this.shelf.set(key, how.ttlMs !== undefined && how.ttlMs < Infinity ? { text, expiresAtMs: nowMs + how.ttlMs } : { text });
    this.#written += 1;
    this.#writtenLetters += text.length;
    if (this.#written >= SWEEP_AFTER_WRITES || this.#writtenLetters >= SWEEP_AFTER_LETTERS) this.#sweep(nowMs);
    return { done: true };
  }

  /** Adds a ledger entry, a text that is JSON already. */
  append(key: string, text: string, keepMs: number | undefined, nowMs: number): void {
    this.shelf.set(key, keepMs === undefined ? { text } : { text, expiresAtMs: nowMs + keepMs });
    if ((this.#appended += 1) % CLEAR_EVERY === 0) this.#clearEntries(nowMs);
  }

  get(key: string, nowMs: number): unknown {
    const kept = this.#live(key, nowMs);
    return kept && JSON.parse(kept.text);
  }

  remove(key: string): void {
    this.shelf.delete(key);
  }

  scan(prefix: string, how: Scan, nowMs: number): { key: string; value: unknown }[] {
    const { from = '', to = LAST_KEY, limit = 1_000, reverse } = how;
    const found: { key: string; value: unknown }[] = [];
    if (limit <= 0) return found;
    const first = compareKeys(from, prefix) > 0 ? from : prefix;
    const end = compareKeys(to, prefix + LAST_KEY) < 0 ? to : prefix + LAST_KEY;
    for (const [key, kept] of this.shelf.range(first, end, reverse)) {
      if (isOver(kept, nowMs)) continue;
      if (found.push({ key, value: JSON.parse(kept.text) }) >= limit) break;
    }
    return found;
  }

  sum(deltas: { key: string; amount: number }[], nowMs: number): number[] {
    for (const { key, amount } of deltas) this.#checkSum(key, amount, nowMs);
    return deltas.map(({ key, amount }) => {
      const kept = this.#live(key, nowMs);
      const sum = (kept ? Number(kept.text) : 0) + amount;
      if (amount !== 0) this.shelf.set(key, { ...kept, text: String(sum) });
      return sum;
    });
  }

  #checkSum(key: string, amount: number, nowMs: number): void {
    checkKey(key);
    if (!Number.isFinite(amount)) throw new RangeError(`The amount for '${key}' is not a number: ${amount}.`);
    const kept = this.#live(key, nowMs);
    if (kept && !Number.isFinite(Number(kept.text))) throw new TypeError(`'${key}' holds no number, so nothing can be added to it.`);
  }

  #live(key: string, nowMs: number): Kept | undefined {
    const kept = this.shelf.get(key);
    return kept && !isOver(kept, nowMs) ? kept : undefined;
  }

  #clearEntries(nowMs: number): void {
    const over: string[] = [];
    for (const [key, kept] of this.shelf.range(ENTRIES, AFTER_ENTRIES)) {
      if (over.length === CLEAR_AT_ONCE || !isOver(kept, nowMs)) break;
      over.push(key);
    }
    for (const key of over) this.shelf.delete(key);
  }

  #sweep(nowMs: number): void {
    const over: string[] = [];
    let keys = 2 * this.#written + 8;
    let letters = 2 * this.#writtenLetters + SWEEP_AFTER_LETTERS;
    let next = '';
    this.#written = this.#writtenLetters = 0;
    for (const [key, kept] of this.shelf.range(this.#sweptTo, LAST_KEY)) {
      if (keys <= 0 || letters <= 0 || key.startsWith(ENTRIES)) {
        next = key.startsWith(ENTRIES) ? AFTER_ENTRIES : key;
        break;
      }
      keys -= 1;
      letters -= kept.text.length;
      if (isOver(kept, nowMs)) over.push(key);
    }
    this.#sweptTo = next;
    for (const key of over) this.shelf.delete(key);
  }
}

const isOver = (kept: Kept, nowMs: number) => kept.expiresAtMs !== undefined && kept.expiresAtMs <= nowMs;

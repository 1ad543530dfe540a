import type { Clock } from '../clock';
import type { Database } from './lmdb';
import { compareKeys, OrderedMap } from './ordered-map';

/** A change on its way to disk; `text` undefined removes. */
interface Change { text: string | undefined }
interface Waiter { done(): void; failed(error: Error): void }

/** Batches begin at least this far apart, unless somebody waits for the disk: each costs a sync of its own. */
const GATHER_MS = 100;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;
/** How many changes wait in memory while the disk refuses them; beyond that the oldest that may be lost are. */
const MAX_PENDING = 100_000;

export interface WriteBehindOptions {
  clock: Clock;
  /** Which keys may be given up when a disk stays full for long. */
  mayLose(key: string): boolean;
  /** The disk refuses (with the reason, and how many changes were given up), or takes writes again (`undefined`). */
  onState(refused: { error: Error; lost: number } | undefined): void;
}

/**
 * A database that answers at once and writes behind: a change is read back from memory until it is on disk. One batch is
 * under way at a time; what changes meanwhile, and shortly after, makes up the next. A batch always holds all that changed since the one
 * before, so the disk goes from one state between two verbs to a later one and never holds half of a verb.
 */
export class WriteBehind {
  readonly #pending = new OrderedMap<Change>();
  /** Keys of `#pending` that no batch under way holds, in the order in which they first changed. */
  #unwritten = new Set<string>();
  #underWay = false;
  #refused = false;
  #lost = 0;
  #retryMs = FIRST_RETRY_MS;
  #cancelTimer: (() => void) | undefined;
  #gatherUntilMs = -Infinity;
  /** Those who wait for the batch under way, and for the one after it. */
  #current: Waiter[] = [];
  #next: Waiter[] = [];

  constructor(private readonly database: Database, private readonly options: WriteBehindOptions) {}

  get(key: string): string | undefined {
    const change = this.#pending.get(key);
    return change ? change.text : this.database.get(key);
  }

  set(key: string, text: string | undefined): void {
    this.#pending.set(key, { text });
    this.#unwritten.add(key);
    if (!this.#refused) this.#wake();
    else if (this.#pending.size > MAX_PENDING) this.#giveUpOldest(MAX_PENDING / 10);
  }

  /** Disk and pending changes as one, in order. */
  *range(from: string, to: string, reverse = false): Generator<[key: string, text: string], void, undefined> {
    const changes = this.#pending.range(from, to, reverse);
    let change = changes.next();
    for (const { key, value } of this.database.range(from, to, reverse)) {
      while (!change.done && isBefore(change.value[0], key, reverse)) {
        if (change.value[1].text !== undefined) yield [change.value[0], change.value[1].text];
        change = changes.next();
      }
      if (change.done || change.value[0] !== key) yield [key, value];
    }
    for (; !change.done; change = changes.next()) {
      if (change.value[1].text !== undefined) yield [change.value[0], change.value[1].text];
    }
  }

  /** Resolves when all that was set before is on disk; rejects when the disk refuses it, which is then tried again later. */
  flush(): Promise<void> {
    if (this.#pending.size === 0) return Promise.resolve();
    return new Promise((done, failed) => {
      (this.#unwritten.size > 0 ? this.#next : this.#current).push({ done, failed });
      this.#wake();
    });
  }

  /** Saves what can be saved and lets go of the database. */
  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      this.#cancelTimer?.();
      await this.database.close();
    }
  }

  #wake(): void {
    if (this.#underWay) return;
    const waitMs = this.#next.length > 0 ? 0 : this.#gatherUntilMs - this.options.clock.monoMs();
    if (waitMs > 0) return this.#wakeAfter(waitMs);
    this.#underWay = true;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    // Not in this turn: its further changes belong into the same batch.
    queueMicrotask(() => void this.#writeAll());
  }

  #wakeAfter(ms: number): void {
    this.#cancelTimer ??= this.options.clock.after(ms, () => {
      this.#cancelTimer = undefined;
      this.#wake();
    });
  }

  async #writeAll(): Promise<void> {
    let goesOn = this.#unwritten.size > 0 && await this.#writeBatch();
    while (goesOn && this.#next.length > 0) goesOn = await this.#writeBatch();
    this.#underWay = false;
    // Somebody may have begun to wait just after the disk had refused the batch.
    if (this.#next.length > 0 || (goesOn && this.#unwritten.size > 0)) this.#wake();
  }

  async #writeBatch(): Promise<boolean> {
    this.#gatherUntilMs = this.options.clock.monoMs() + GATHER_MS;
    const batch = [...this.#unwritten].map((key) => ({ key, change: this.#pending.get(key)! }));
    // A new one, not an emptied one: see docs/decisions/young-garbage.md.
    this.#unwritten = new Set();
    this.#current = this.#next;
    this.#next = [];
    try {
      await this.database.write(batch.map(({ key, change }) => [key, change.text]));
    } catch (error) {
      this.#refuse(batch.map(({ key }) => key), error instanceof Error ? error : new Error(String(error)));
      return false;
    }
    for (const { key, change } of batch) if (this.#pending.get(key) === change) this.#pending.delete(key);
    this.#accept();
    return true;
  }

  #accept(): void {
    const waiting = this.#current;
    this.#current = [];
    if (this.#refused) {
      this.#refused = false;
      this.#lost = 0;
      this.#retryMs = FIRST_RETRY_MS;
      this.options.onState(undefined);
    }
    for (const { done } of waiting) done();
  }

  #refuse(keys: string[], error: Error): void {
    const later = [...this.#unwritten];
    this.#unwritten.clear();
    for (const key of [...keys, ...later]) if (this.#pending.get(key)) this.#unwritten.add(key);
    const waiting = [...this.#current, ...this.#next];
    this.#current = [];
    this.#next = [];
    this.#refused = true;
    this.#wakeAfter(this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
    this.options.onState({ error, lost: this.#lost });
    for (const { failed } of waiting) failed(error);
  }

  #giveUpOldest(count: number): void {
    for (const key of this.#unwritten) {
      if (count === 0) return;
      if (!this.options.mayLose(key)) continue;
      this.#unwritten.delete(key);
      this.#pending.delete(key);
      this.#lost += 1;
      count -= 1;
    }
  }
}

function isBefore(one: string, other: string, reverse: boolean): boolean {
  const order = compareKeys(one, other);
  return reverse ? order > 0 : order < 0;
}

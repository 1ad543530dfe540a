/** A value, or a promise of it: embedded stores answer in the same turn, shared ones do not. */
export type Soon<T> = T | Promise<T>;

/**
 * One limit that a request must fit under: a budget, a rate, or slots. One formula serves all three:
 * `level = max(0, spent - rate x elapsed) + held`; the request fits when `level + amount <= limit`.
 */
export interface Guard {
  /** Made from names, never from node ids: "budget:default:2026-11-24:everyone". */
  key: string;
  limit: number;
  /** What to hold: an upper estimate. Micro-dollars, requests, tokens or slots. */
  amount: number;
  /** What leaks away each millisecond (rate limits); 0 or absent for budgets and slots. */
  rate?: number;
  /** How long what was spent is kept after its last change; absent = for ever. */
  keepMs?: number;
  /** Where `amount` does not fit and nothing else is held under this key, it is lowered to what is left, but not below this. */
  lowerTo?: number;
}

export interface Admission {
  /** The hold's id. The same id again resizes the hold. */
  id: string;
  /** A hold that is never settled expires by itself after this. */
  ttlMs: number;
  /** The guards of each option, best first. The first option whose every guard fits is held whole. */
  options: Guard[][];
}

export interface Refusal {
  option: number;
  key: string;
  level: number;
  limit: number;
  amount: number;
  /** When it would fit, as far as leaking tells; absent where only a settle or a new window helps. */
  retryAfterMs?: number;
}

export type Admitted =
  | { ok: true; option: number; amounts: number[] }
  /** Each guard of each option that does not fit. No refusals at all: the id was settled before, so nothing can be held for it. */
  | { ok: false; refusals: Refusal[] };

export interface Actual { key: string; amount: number; rate?: number; keepMs?: number }

export interface Settlement {
  /** The id of `admit`. Settling it again does nothing. */
  id: string;
  /** What was really used, by guard. A guard that was held and is not named here gets 0. `rate` and `keepMs` default to the hold's. */
  actuals: Actual[];
  /** Appended to the ledger in the same atomic step. The key begins with "entry:" and orders it. It ends after `keepMs`; absent = never. */
  entry?: { key: string; value: unknown; keepMs?: number };
}

/** With both conditions, either will do: nothing is there, or this very value (equal as JSON text). */
export interface Put { ttlMs?: number; /** Only if nothing is there. */ ifAbsent?: boolean; /** Only if this very text is there. */ ifHolds?: unknown }

/** Whole keys: from `from` on and before `to`. At most `limit` (default 1,000). */
export interface Scan { from?: string; to?: string; limit?: number; reverse?: boolean }

export interface Level { spent: number; held: number }

/**
 * Where state lives. Values are JSON. All verbs are atomic; an embedded store answers at once.
 *
 * Guards (`admit`, `settle`, `level`) have keys of their own. All else shares one space of values in the order of the
 * keys' bytes, parted by how a key begins:
 * - "entry:" ledger entries, appended by `settle`
 * - "cache:" answers; "memory:" conversations
 * - any other beginning: settings, and sums, which are plain numbers
 *
 * A durable store keeps all of them on disk and reads them there, so opening costs no more with a million entries; in
 * memory it holds only guards, tickets of settled ids, and what is not written yet. A store in memory bounds the first
 * three: beyond that the entries, answers or conversations that were not used for the longest time are dropped.
 * Holds live in memory only: what they stand for ends with the process.
 *
 * Errors: a RangeError or TypeError for keys over 1,900 bytes, amounts that are no numbers, and values that are not JSON;
 * nothing has changed then. After `close` all verbs on guards and values throw.
 */
export interface Store {
  readonly kind: string;
  admit(admission: Admission): Soon<Admitted>;
  /** False when the id was settled before; then nothing changed. */
  settle(settlement: Settlement): Soon<boolean>;
  /** What is spent and held now; leaks counted. */
  level(key: string, rate?: number): Soon<Level>;
  /** Sets or, with a condition that fails, returns what is there instead (undefined: nothing). */
  put(key: string, value: unknown, how?: Put): Soon<{ done: true } | { done: false; value: unknown }>;
  get(key: string): Soon<unknown>;
  remove(key: string): Soon<void>;
  /** Keys with this prefix, in order or the last first. */
  scan(prefix: string, how?: Scan): Soon<{ key: string; value: unknown }[]>;
  /** Adds to statistics, which merge by addition. Returns the new sums. Adding 0 only reads. */
  sum(deltas: { key: string; amount: number }[]): Soon<number[]>;
  /** Each listener gets a copy of its own. One that throws is reported as trouble and hurts no other. */
  publish(topic: string, message: unknown): void;
  subscribe(topic: string, listener: (message: unknown) => void): () => void;
  wallMs(): number;
  /** Resolves when all that was acknowledged is safe, as far as this kind can; rejects when the disk refuses it. */
  flush(): Promise<void>;
  /** Flushes and lets go. Never rejects: what could not be saved stands in `trouble`. */
  close(): Promise<void>;
  /** Trouble to show loudly, or undefined: "LMDB did not load: state is kept in memory only". */
  trouble(): string | undefined;
}

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
  /** How long a counter is kept after its last change; absent = for ever. */
  keepMs?: number;
  /** The most of `amount` that may be given up when only this stands in the way and nothing else is held. */
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
  | { ok: false; refusals: Refusal[] };

export interface Actual { key: string; amount: number; rate?: number; keepMs?: number }

export interface Settlement {
  /** The id of `admit`. Settling it again does nothing. */
  id: string;
  /** What was really used, by guard. A guard that was held and is not named here gets 0. */
  actuals: Actual[];
  /** Appended to the ledger in the same atomic step. `at` orders it. */
  entry?: { key: string; value: unknown };
}

export interface Put { ttlMs?: number; /** Only if nothing is there. */ ifAbsent?: boolean; /** Only if this very text is there. */ ifHolds?: unknown }

export interface Level { spent: number; held: number }

/** Where state lives. Values are JSON. All verbs are atomic; an embedded store answers at once. */
export interface Store {
  readonly kind: string;
  admit(admission: Admission): Soon<Admitted>;
  /** False when the id was settled before; then nothing changed. */
  settle(settlement: Settlement): Soon<boolean>;
  /** What is spent and held now; leaks counted. */
  level(key: string, rate?: number): Soon<Level>;
  /** Sets or, with a condition that fails, returns what is there instead. */
  put(key: string, value: unknown, how?: Put): Soon<{ done: true } | { done: false; value: unknown }>;
  get(key: string): Soon<unknown>;
  remove(key: string): Soon<void>;
  /** Keys with this prefix, in order (or newest first), at most `limit` (default 1,000). */
  scan(prefix: string, how?: { from?: string; to?: string; limit?: number; reverse?: boolean }): Soon<{ key: string; value: unknown }[]>;
  /** Adds to statistics, which merge by addition. Returns the new sums. */
  sum(deltas: { key: string; amount: number }[]): Soon<number[]>;
  publish(topic: string, message: unknown): void;
  subscribe(topic: string, listener: (message: unknown) => void): () => void;
  wallMs(): number;
  /** Resolves when all that was acknowledged is safe. */
  flush(): Promise<void>;
  close(): Promise<void>;
  /** Trouble to show loudly, or undefined: "LMDB did not load: state is kept in memory only". */
  trouble(): string | undefined;
}

import type { FailureKind } from '../chat/failure';
import { andThen } from '../store/soon';
import type { Soon, Store } from '../store/store';

/** What the ledger keeps of one call of a provider. No prompt, no answer, no key. */
export interface Entry {
  /** The run that made the call, and which call of that run it was, from 1. */
  run: string;
  attempt: number;
  /** Wall time at which the call ended. */
  atMs: number;
  totalMs: number;
  firstTokenMs?: number;
  /** The ask node's id and name. */
  node?: { id: string; name?: string };
  provider: string;
  model: string;
  vendor: string;
  /** The parts are included in `input` and `output`, as in `Usage`. Absent: not known. */
  tokens?: { input: number; output: number; cacheRead?: number; cacheWrite?: number; reasoning?: number };
  /** null: the price or the usage is not known. */
  costMicros: number | null;
  /** The tokens were counted by us, not told by the vendor. */
  estimated?: boolean;
  outcome: 'answered' | FailureKind;
  /** The guard keys of the budgets that were charged; each with `costMicros`, 0 where that is null. */
  budgets: string[];
  /** Who asked, by name: of a user or of a client key, never the key itself. */
  caller?: string;
  /** A hash, so that one conversation can be followed but not joined. */
  session?: string;
}

export interface EntryRange {
  /** Wall times: from `fromMs` on and before `toMs`. */
  fromMs?: number;
  toMs?: number;
  /** Default 1,000. */
  limit?: number;
  newestFirst?: boolean;
}

/** How long entries are kept: long enough to check a quarter's bill. Budgets do not need them. */
export const keepEntriesMs = 92 * 86_400_000;

const PREFIX = 'entry:';
/** Enough for the year 5138, so that the keys' order is the order of time. */
const DIGITS = 14;

/** The key of an entry, unique by run and attempt: "entry:01764000000000:k3J9:2". */
export function entryKey({ atMs, run, attempt }: Pick<Entry, 'atMs' | 'run' | 'attempt'>): string {
  return `${timeKey(atMs)}:${run}:${attempt}`;
}

/** Entries by time, the oldest first unless told otherwise. */
export function listEntries(store: Store, { fromMs, toMs, limit, newestFirst }: EntryRange = {}): Soon<Entry[]> {
  const from = fromMs === undefined ? undefined : timeKey(fromMs);
  const to = toMs === undefined ? undefined : timeKey(toMs);
  return andThen(store.scan(PREFIX, { from, to, limit, reverse: newestFirst }), (found) => found.map(({ value }) => value as Entry));
}

const timeKey = (atMs: number) => PREFIX + String(Math.max(0, Math.floor(atMs))).padStart(DIGITS, '0');

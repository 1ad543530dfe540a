import type { Journal, Limits, SavedCounter } from './limits';
import { LAST_KEY } from './ordered-map';
import type { Kept, Shelf } from './shelf';
import type { Database } from './lmdb';
import type { Mark, StoreTime } from './store-time';
import type { WriteBehind } from './write-behind';

/**
 * How state lies in one ordered space on disk, told apart by the first letter of the key:
 * "f" the format, "m" how the store's time stood to the wall's at the last write, "c" counters, "t" tickets of settled ids by the time at which they end, "v" values (ledger entries
 * among them).
 */
const FORMAT = '1';
/** So that a start is quick after any load: the tickets that last longest are taken back, a few of those that ended cleared away. */
const TICKETS_AT_START = 100_000;
const CLEAR_AT_START = 10_000;
const TIME_DIGITS = 15;

/** Values on disk: when they end, a blank, and their text. */
export function diskShelf(disk: WriteBehind): Shelf {
  return {
    get(key) {
      const line = disk.get(`v${key}`);
      return line === undefined ? undefined : keptOf(line);
    },
    set: (key, kept) => disk.set(`v${key}`, `${kept.expiresAtMs ?? ''} ${kept.text}`),
    delete: (key) => disk.set(`v${key}`, undefined),
    *range(from, to, reverse) {
      for (const [key, line] of disk.range(`v${from}`, `v${to}`, reverse)) yield [key.slice(1), keptOf(line)];
    },
  };
}

function keptOf(line: string): Kept {
  const blank = line.indexOf(' ');
  const text = line.slice(blank + 1);
  return blank === 0 ? { text } : { text, expiresAtMs: Number(line.slice(0, blank)) };
}

export function diskJournal(disk: WriteBehind, time: StoreTime): Journal {
  return {
    counter(key, saved) {
      if (!saved) return disk.set(`c${key}`, undefined);
      const { spent, atMs, rate, keepMs } = saved;
      // The next process begins at the time of this one's disk, not at the steady one, which a set clock or a sleep has left behind.
      disk.set(`c${key}`, JSON.stringify({ spent, atMs: atMs + time.nowMs() - time.steadyMs(), rate, keepMs } satisfies SavedCounter));
    },
    ticket: (id, untilMs) => disk.set(ticketKey(untilMs, id), ''),
    ticketOver: (id, untilMs) => disk.set(ticketKey(untilMs, id), undefined),
  };
}

/** Undefined where nothing was written yet, or by an older version: its times are those of the wall. */
export function readMark(database: Database): Mark | undefined {
  const [storeMs, wallMs] = (database.get('m') ?? '').split(' ').map(Number);
  return storeMs && wallMs ? { storeMs, wallMs } : undefined;
}

/** A batch for the mark's sake, where nothing else may be written for long. */
export function markMove(disk: WriteBehind, time: StoreTime): void {
  if (time.hasMoved()) disk.set('f', FORMAT);
}

/** Goes along with each batch. */
export function markChange(time: StoreTime): [key: string, text: string] {
  const { storeMs, wallMs } = time.mark();
  return ['m', `${storeMs} ${wallMs}`];
}

/**
 * Takes counters and tickets that still count back into memory: their number follows what is in use, not how much was
 * ever asked.
 * Throws, with nothing written, when a newer version of this package wrote here.
 */
export function restoreFrom(disk: WriteBehind, limits: Limits, nowMs: number): void {
  const format = disk.get('f');
  if (format !== undefined && format !== FORMAT) throw new Error(`it has format ${format}, of a newer version of this package`);
  for (const [key, text] of disk.range('c', `c${LAST_KEY}`)) limits.restoreCounter(key.slice(1), JSON.parse(text) as SavedCounter, nowMs);
  restoreTickets(disk, limits, nowMs);
  if (format === undefined) disk.set('f', FORMAT);
}

function restoreTickets(disk: WriteBehind, limits: Limits, nowMs: number): void {
  const nowKey = ticketKey(nowMs, LAST_KEY);
  let taken = 0;
  for (const [key] of disk.range(nowKey, `t${LAST_KEY}`, true)) {
    limits.restoreTicket(key.slice(1 + TIME_DIGITS), Number(key.slice(1, 1 + TIME_DIGITS)));
    if ((taken += 1) >= TICKETS_AT_START) break;
  }
  const over: string[] = [];
  for (const [key] of disk.range('t', nowKey)) if (over.push(key) >= CLEAR_AT_START) break;
  for (const key of over) disk.set(key, undefined);
}

const ticketKey = (untilMs: number, id: string) => `t${String(Math.ceil(untilMs)).padStart(TIME_DIGITS, '0')}${id}`;

/** What may be given up when the disk refuses for long: never what was spent, nor conversations. */
export function mayBeLost(key: string): boolean {
  return key.startsWith('t') || key.startsWith('ventry:') || key.startsWith('vcache:');
}

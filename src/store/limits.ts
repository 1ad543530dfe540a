import { UnderWay } from '../under-way';
import { type Counter, fitting, newCounter, refusal, spentAt } from './counter';
import { Deadlines } from './deadlines';
import type { Actual, Admission, Admitted, Guard, Level, Refusal, Settlement } from './store';
import { checkKey } from './text';

/** How long an id that was settled is remembered beyond the end of its hold. */
const REMEMBER_MS = 60_000;
/** How many forgotten counters and tickets one call may clear away; whether one still counts is judged by its time, not by this. */
const CLEAR_AT_ONCE = 32;

/** A counter as it is kept: holds are not, since what they stand for dies with the process. */
export interface SavedCounter { spent: number; atMs: number; rate: number; keepMs?: number }

/** Told of each change that must outlive the process. */
export interface Journal {
  /** `undefined`: it is forgotten. */
  counter(key: string, saved: SavedCounter | undefined): void;
  ticket(id: string, untilMs: number): void;
  ticketOver(id: string, untilMs: number): void;
}

interface HeldGuard { key: string; amount: number; rate?: number; keepMs?: number }
interface Hold { guards: HeldGuard[]; endsAtMs: number }

/** Budgets, rates and slots: what is spent, what is held, and what was settled. */
export class Limits {
  readonly #counters = new Map<string, Counter>();
  readonly #holds = new UnderWay<Hold>();
  readonly #holdEnds = new Deadlines();
  readonly #counterEnds = new Deadlines();
  /** The ids that were settled, each until nobody can settle it again. */
  readonly #tickets = new Deadlines();

  constructor(private readonly journal: Journal) {}

  admit(admission: Admission, nowMs: number): Admitted {
    checkAdmission(admission);
    this.#passTime(nowMs);
    const { id, ttlMs, options } = admission;
    if (this.#isSettled(id, nowMs)) return { ok: false, refusals: [] };
    const refusals: Refusal[] = [];
    for (let option = 0; option < options.length; option += 1) {
      const guards = options[option]!;
      const amounts = this.#fit(guards, option, this.#holds.get(id), nowMs, refusals);
      if (!amounts) continue;
      this.#release(id);
      this.#hold(id, guards, amounts, nowMs, nowMs + ttlMs);
      return { ok: true, option, amounts };
    }
    return { ok: false, refusals };
  }

  /** False when the id was settled before; then nothing changed. */
  settle({ id, actuals }: Settlement, nowMs: number): boolean {
    checkKey(id);
    for (const { key, amount } of actuals) checkAmount(key, amount);
    this.#passTime(nowMs);
    if (this.#isSettled(id, nowMs)) return false;
    const hold = this.#holds.get(id);
    this.#release(id);
    for (const actual of actuals) this.#spend(actual, hold?.guards.find(({ key }) => key === actual.key), nowMs);
    this.#remember(id, (hold?.endsAtMs ?? nowMs) + REMEMBER_MS);
    return true;
  }

  level(key: string, nowMs: number, rate?: number): Level {
    this.#passTime(nowMs);
    const counter = this.#live(key, nowMs);
    return { spent: spentAt(counter, nowMs, rate), held: counter?.held ?? 0 };
  }

  /** Takes back what a journal kept. A time that lies ahead was written by a clock that was ahead: it counts as now. */
  restoreCounter(key: string, saved: SavedCounter, nowMs: number): void {
    const counter: Counter = { ...saved, atMs: Math.min(saved.atMs, nowMs), held: 0, holds: 0 };
    this.#counters.set(key, counter);
    if (saved.keepMs !== undefined) this.#counterEnds.set(key, counter.atMs + saved.keepMs);
  }

  restoreTicket(id: string, untilMs: number): void {
    this.#tickets.set(id, untilMs);
  }

  #fit(guards: Guard[], option: number, own: Hold | undefined, nowMs: number, refusals: Refusal[]): number[] | undefined {
    const amounts: number[] = [];
    let fits = true;
    for (let i = 0; i < guards.length; i += 1) {
      const guard = guards[i]!;
      const counter = this.#live(guard.key, nowMs);
      const spent = spentAt(counter, nowMs, guard.rate);
      let heldByOthers = counter?.held ?? 0;
      if (own) for (const held of own.guards) if (held.key === guard.key) heldByOthers -= held.amount;
      for (let j = 0; j < i; j += 1) if (guards[j]!.key === guard.key) heldByOthers += amounts[j]!;
      const amount = fitting(guard, spent, heldByOthers);
      if (amount === undefined) {
        fits = false;
        refusals.push(refusal(guard, option, spent, heldByOthers));
      }
      amounts.push(amount ?? 0);
    }
    return fits ? amounts : undefined;
  }

  #hold(id: string, guards: Guard[], amounts: number[], nowMs: number, endsAtMs: number): void {
    const held = guards.map(({ key, rate, keepMs }, i): HeldGuard => ({ key, amount: amounts[i]!, rate, keepMs }));
    for (const { key, amount } of held) {
      const counter = this.#counterOf(key, nowMs);
      counter.held += amount;
      counter.holds += 1;
    }
    this.#holds.set(id, { guards: held, endsAtMs });
    this.#holdEnds.set(id, endsAtMs);
  }

  #release(id: string): void {
    const hold = this.#holds.get(id);
    if (!hold) return;
    this.#holds.delete(id);
    this.#holdEnds.clear(id);
    for (const { key, amount } of hold.guards) {
      const counter = this.#counters.get(key)!;
      counter.holds -= 1;
      counter.held = counter.holds === 0 ? 0 : counter.held - amount;
      if (counter.holds === 0 && counter.spent === 0) this.#counters.delete(key);
    }
  }

  #spend(actual: Actual, held: HeldGuard | undefined, nowMs: number): void {
    if (actual.amount === 0) return;
    const counter = this.#counterOf(actual.key, nowMs);
    counter.rate = actual.rate ?? held?.rate ?? counter.rate;
    counter.keepMs = actual.keepMs ?? held?.keepMs ?? counter.keepMs;
    counter.spent = Math.max(0, spentAt(counter, nowMs) + actual.amount);
    counter.atMs = nowMs;
    if (counter.keepMs !== undefined) this.#counterEnds.set(actual.key, nowMs + counter.keepMs);
    const { spent, atMs, rate, keepMs } = counter;
    this.journal.counter(actual.key, { spent, atMs, rate, keepMs });
  }

  #isSettled(id: string, nowMs: number): boolean {
    return (this.#tickets.at(id) ?? -Infinity) > nowMs;
  }

  #remember(id: string, untilMs: number): void {
    this.#tickets.set(id, untilMs);
    this.journal.ticket(id, untilMs);
  }

  /** The counter, unless its time is over. */
  #live(key: string, nowMs: number): Counter | undefined {
    if ((this.#counterEnds.at(key) ?? Infinity) <= nowMs) this.#forget(key);
    return this.#counters.get(key);
  }

  #counterOf(key: string, nowMs: number): Counter {
    let counter = this.#live(key, nowMs);
    if (!counter) this.#counters.set(key, (counter = newCounter(nowMs)));
    return counter;
  }

  /** Forgets what was spent; what is held stays until it is settled or expires. */
  #forget(key: string): void {
    this.#counterEnds.clear(key);
    this.journal.counter(key, undefined);
    const counter = this.#counters.get(key);
    if (counter && counter.holds > 0) Object.assign(counter, { spent: 0, rate: 0, keepMs: undefined });
    else this.#counters.delete(key);
  }

  #passTime(nowMs: number): void {
    for (let hold = this.#holdEnds.takeDue(nowMs); hold; hold = this.#holdEnds.takeDue(nowMs)) this.#release(hold.key);
    for (let i = 0; i < CLEAR_AT_ONCE; i += 1) {
      const ticket = this.#tickets.takeDue(nowMs);
      if (!ticket) break;
      this.journal.ticketOver(ticket.key, ticket.atMs);
    }
    for (let i = 0; i < CLEAR_AT_ONCE; i += 1) {
      const counter = this.#counterEnds.takeDue(nowMs);
      if (!counter) break;
      this.#forget(counter.key);
    }
  }
}

function checkAdmission({ id, ttlMs, options }: Admission): void {
  checkKey(id);
  if (!(ttlMs >= 0 && ttlMs < Infinity)) throw new RangeError(`A hold needs a finite time to live, not ${ttlMs} ms.`);
  for (const guards of options) {
    for (const { key, amount, limit } of guards) {
      checkAmount(key, amount);
      if (amount < 0 || Number.isNaN(limit)) throw new RangeError(`The guard '${key}' cannot hold ${amount} of ${limit}.`);
    }
  }
}

/** One number that is none would spoil a counter for good, so it is refused before anything changes. */
function checkAmount(key: string, amount: number): void {
  checkKey(key);
  if (!Number.isFinite(amount)) throw new RangeError(`The amount for '${key}' is not a number: ${amount}.`);
}

import type { BudgetWish } from '../decide/plan';
import { andThen } from '../store/soon';
import type { Guard, Soon, Store } from '../store/store';
import { type Per, windowOf } from './window';

/** What names a budget: two wishes that agree in these share one counter, whatever nodes they come from. */
export type BudgetName = Pick<BudgetWish, 'budget' | 'who' | 'per' | 'timeZone'>;

export interface BudgetLevel {
  spentMicros: number;
  /** Held for calls that have not ended. */
  heldMicros: number;
  limitMicros: number;
  /** When the window ends and the budget begins anew; absent for "total". */
  endsAtMs?: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A counter must outlive its window, the longest with a changed clock; a day more lets people look back. */
const keepMs: Record<Per, number | undefined> = {
  hour: DAY_MS,
  day: 2 * DAY_MS + HOUR_MS,
  week: 8 * DAY_MS + HOUR_MS,
  month: 32 * DAY_MS + HOUR_MS,
  total: undefined,
};

/** The key under which this window of a budget is counted: "budget:default:user%3Aada:day:2026-11-24". */
export function budgetGuardKey(wish: BudgetName, nowMs: number): string {
  return `budget:${part(wish.budget)}:${part(wish.who)}:${wish.per}:${windowOf(wish.per, wish.timeZone, nowMs).name}`;
}

/** The guard that keeps a call to a budget. `amountMicros` is an upper estimate of its cost, `lowerTo` as far as it may be lowered. */
export function budgetGuard(wish: BudgetName & Pick<BudgetWish, 'limitMicros'>, nowMs: number, amountMicros: number, lowerTo?: number): Guard {
  return { key: budgetGuardKey(wish, nowMs), limit: wish.limitMicros, amount: amountMicros, keepMs: keepMs[wish.per], lowerTo };
}

/**
 * One wish for each counter, to hold and to charge it once: the one with the smallest limit, of those that nobody has approved to
 * exceed where there are any. So an approval lifts its own guard and no other.
 */
export function oncePerBudget(wishes: readonly BudgetWish[], nowMs: number): readonly BudgetWish[] {
  if (wishes.length < 2) return wishes;
  const byKey = new Map<string, BudgetWish>();
  for (const wish of wishes) {
    const key = budgetGuardKey(wish, nowMs);
    const other = byKey.get(key);
    if (!other || isStricter(wish, other)) byKey.set(key, wish);
  }
  return [...byKey.values()];
}

function isStricter(one: BudgetWish, other: BudgetWish): boolean {
  const approved = one.approved === true;
  return approved === (other.approved === true) ? one.limitMicros < other.limitMicros : !approved;
}

/** What is spent and held of a budget in the window of `nowMs` (wall time). */
export function readBudget(store: Store, wish: BudgetName & Pick<BudgetWish, 'limitMicros'>, nowMs: number): Soon<BudgetLevel> {
  const { endsAtMs } = windowOf(wish.per, wish.timeZone, nowMs);
  return andThen(store.level(budgetGuardKey(wish, nowMs)), ({ spent, held }) =>
    ({ spentMicros: spent, heldMicros: held, limitMicros: wish.limitMicros, endsAtMs }));
}

/** Names are free text; a colon in one must not make it look like two. */
const part = (name: string) => name.replace(/[%:]/g, (mark) => (mark === ':' ? '%3A' : '%25'));

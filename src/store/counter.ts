import type { Guard, Refusal } from './store';

/** What one guard key has come to. */
export interface Counter {
  /** As it stood at `atMs`; what leaked since is subtracted when it is read. */
  spent: number;
  atMs: number;
  /** The last known leak, for those who ask without naming one. */
  rate: number;
  keepMs?: number;
  /** The sum of what is held, and by how many. */
  held: number;
  holds: number;
}

export const newCounter = (nowMs: number): Counter => ({ spent: 0, atMs: nowMs, rate: 0, held: 0, holds: 0 });

/** The first half of the formula: `max(0, spent - rate x elapsed)`. */
export function spentAt(counter: Counter | undefined, nowMs: number, rate = counter?.rate ?? 0): number {
  if (!counter) return 0;
  return rate > 0 ? Math.max(0, counter.spent - rate * Math.max(0, nowMs - counter.atMs)) : counter.spent;
}

/** How much of `guard.amount` fits on top of `spent` and what others hold: all, what is left where it may be lowered, or nothing. */
export function fitting(guard: Guard, spent: number, heldByOthers: number): number | undefined {
  if (spent + heldByOthers + guard.amount <= guard.limit) return guard.amount;
  if (guard.lowerTo === undefined || heldByOthers > 0) return undefined;
  const left = Math.floor(guard.limit - spent);
  return left >= guard.lowerTo ? left : undefined;
}

/** Why a guard does not fit, and when leaking alone would make it fit. */
export function refusal(guard: Guard, option: number, spent: number, heldByOthers: number): Refusal {
  const level = spent + heldByOthers;
  const over = level + guard.amount - guard.limit;
  const refused: Refusal = { option, key: guard.key, level, limit: guard.limit, amount: guard.amount };
  if (guard.rate && guard.rate > 0 && over <= spent) refused.retryAfterMs = Math.ceil(over / guard.rate);
  return refused;
}

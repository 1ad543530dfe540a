import type { BudgetWish } from '../decide/plan';
import type { RunEvent } from '../telemetry/events';
import type { Level } from '../store/store';

/** Tells once when a budget comes near its limit, and once when it is over; a new window starts afresh. */
export class BudgetAlerts {
  private readonly told = new Map<string, 'near' | 'over'>();

  constructor(private readonly emit: (event: RunEvent) => void) {}

  look(wish: BudgetWish, budget: string, level: Level, atMs: number): void {
    // Guards on one budget may have limits of their own.
    const key = `${budget} ${wish.limitMicros} ${wish.nearAt ?? ''}`;
    const state = level.spent >= wish.limitMicros ? 'over'
      : wish.nearAt !== undefined && level.spent >= wish.nearAt * wish.limitMicros ? 'near' : undefined;
    if (state === undefined) { this.told.delete(key); return; }
    if (this.told.get(key) === state) return;
    this.told.set(key, state);
    if (this.told.size > 10_000) this.told.delete(this.told.keys().next().value as string);
    this.emit({
      type: 'budget', atMs, budget: wish.budget, who: wish.who,
      spentMicros: level.spent, limitMicros: wish.limitMicros, state,
    });
  }
}

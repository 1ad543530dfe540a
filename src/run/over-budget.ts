import { isBudgetKey } from '../admit/guards';
import { failure, type Failure } from '../chat/failure';
import type { BudgetWish } from '../decide/plan';
import { budgetGuardKey } from '../ledger/budget';
import type { Refusal } from '../store/store';

/** Names the budget that has no room, and the sums. `wallMs` tells its window. */
export function overBudget(refusals: readonly Refusal[], budgets: readonly BudgetWish[], wallMs: number): Failure {
  const tight = refusals.find((one) => isBudgetKey(one.key));
  const wish = budgets.find((one) => tight?.key === budgetGuardKey(one, wallMs)) ?? budgets[0];
  return failure('over_budget',
    `Budget '${wish?.budget ?? ''}' has no room for this request: ${dollars(tight?.level ?? 0)} of ${dollars(tight?.limit ?? 0)} is spent or held, `
    + `and it may cost ${dollars(tight?.amount ?? 0)}. Raise the limit in the cost guard, or lower the ask's 'Max answer'.`);
}

const dollars = (micros: number): string => `$${(micros / 1e6).toFixed(micros < 1e6 ? 4 : 2)}`;

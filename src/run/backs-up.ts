import { covers } from '../chat/causes';
import { failures, type Failure } from '../chat/failure';
import type { Plan } from '../decide/plan';

/** True where a backup wish is for this failure. A wish that names none is for all. */
export function backsUp(plan: Plan, { kind }: Failure): boolean {
  const { code, status } = failures[kind];
  return plan.some((wish) => wish.do === 'backup' && (wish.on.length === 0 || covers(wish.on, code, status)));
}

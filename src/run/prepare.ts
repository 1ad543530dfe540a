import { refuseDearer } from '../admit/dearer';
import type { Chat } from '../chat/chat';
import type { BudgetWish, CacheWish, MemoryWish, Plan } from '../decide/plan';
import { readPlan } from '../decide/read-plan';
import type { RequestFacts } from '../decide/request';
import { requestFacts } from '../facts/request';
import { withHistory } from '../memory/with-history';
import type { Machinery } from './machinery';
import type { Settings } from './options';

/** A request, ready to be decided on: the plan read, the conversation joined, the tokens counted. */
export interface Prepared {
  chat: Chat;
  plan: Plan;
  request: RequestFacts;
  /** All of them: several may be on one budget. */
  budgets: BudgetWish[];
  cache?: CacheWish;
  memory?: MemoryWish;
  /** The conversation as it was joined, for whoever adds to it. */
  seen?: unknown;
}

/** Changes nothing, since previews need it too. Throws FailureError where the plan is nonsense, or asks what its budgets cannot count. */
export async function prepare(machinery: Machinery, chat: Chat, planValue: unknown, settings: Settings): Promise<Prepared> {
  const plan = readPlan(planValue ?? []);
  const budgets = plan.filter((wish) => wish.do === 'budget');
  refuseDearer(chat, budgets);
  const memory = last(plan, 'memory') as MemoryWish | undefined;
  const remembered = memory && !memory.reset ? await machinery.conversations.load(memory) : undefined;
  const whole = remembered ? withHistory(chat, remembered.messages) : chat;
  const request = requestFacts(whole, {
    asked: askedModel(whole, settings), maxAnswer: settings.maxAnswer, ...(remembered && whole !== chat && { counted: { rest: chat, tokens: remembered.tokens } }),
  });
  return {
    chat: whole, plan, request, memory, seen: whole === chat ? undefined : remembered?.seen,
    budgets,
    cache: last(plan, 'cache') as CacheWish | undefined,
  };
}

/** "auto" and blank leave the choice to the flow. */
export function askedModel(chat: Chat, settings: { clientNamesModels?: boolean }): string | undefined {
  const asked = chat.model?.trim();
  return !asked || asked === 'auto' || settings.clientNamesModels === false ? undefined : asked;
}

function last(plan: Plan, what: Plan[number]['do']): Plan[number] | undefined {
  return plan.findLast((wish) => wish.do === what);
}

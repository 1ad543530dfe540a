import type { BudgetWish } from '../decide/plan';
import { likelyTokens, mostTokens } from '../decide/input-tokens';
import type { RequestFacts } from '../decide/request';
import type { ModelFacts } from '../chat/model';
import type { Weight } from '../facts/scripts';
import { budgetGuard, oncePerBudget } from '../ledger/budget';
import type { Guard } from '../store/store';
import { answerLimit, tokensFor, upperMicros } from './estimate';

/** The part of a provider's settings that limits it. */
export interface ProviderLimits { name: string; atOnce: number; requestsPerMinute?: number; tokensPerMinute?: number }

export interface GuardInput {
  provider: ProviderLimits;
  model: ModelFacts;
  budgets: readonly BudgetWish[];
  request: RequestFacts;
  /** Real tokens over our estimate at this model. */
  tokenRatio: number;
  maxAnswer?: number;
  wallMs: number;
}

/** What must fit before one candidate may be asked, and the answer limit that makes the sum true. */
export interface Guarded { guards: Guard[]; maxTokens: number | undefined; inputTokens: number }

/** An answer cut shorter than this by a nearly empty budget helps nobody. */
const leastTokens = 64;

export const slotKey = (provider: string): string => `slots:${provider}`;
export const isBudgetKey = (key: string): boolean => key.startsWith('budget:');

export function guardsOf(input: GuardInput): Guarded {
  const { provider, model, request } = input;
  const budgets = oncePerBudget(input.budgets, input.wallMs).filter((wish) => !wish.approved);
  const maxTokens = answerLimit(request.maxTokens, input.maxAnswer, model, input.budgets.length > 0);
  const inputTokens = mostTokens(request.tokens, input.tokenRatio);
  const guards: Guard[] = [];
  for (const wish of budgets) {
    const amount = upperMicros(model, inputTokens, maxTokens ?? request.answerTokens) ?? 0;
    const least = upperMicros(model, inputTokens, Math.min(leastTokens, maxTokens ?? leastTokens)) ?? 0;
    guards.push(budgetGuard(wish, input.wallMs, amount, least));
  }
  guards.push({ key: slotKey(provider.name), limit: provider.atOnce, amount: 1 });
  if (provider.requestsPerMinute) guards.push(perMinute('requests', provider.name, provider.requestsPerMinute, 1));
  if (provider.tokensPerMinute) {
    const tokens = likelyTokens(request.tokens, input.tokenRatio) + (maxTokens ?? request.answerTokens);
    guards.push(perMinute('tokens', provider.name, provider.tokensPerMinute, Math.min(tokens, provider.tokensPerMinute)));
  }
  return { guards, maxTokens, inputTokens };
}

function perMinute(what: string, provider: string, limit: number, amount: number): Guard {
  return { key: `rate:${what}:${provider}`, limit, amount, rate: limit / 60_000, keepMs: 120_000 };
}

/** What there is of an answer already, in tokens: the best guess, and the most. */
export type Begun = Pick<Weight, 'estimate' | 'high'>;

/**
 * The answer limit that the held amounts really pay for. Of an answer that has begun only the rest is written; its beginning is read, as the
 * prompt is, and takes nothing from what is paid for beyond that.
 */
export function boundTokens(guarded: Guarded, amounts: readonly number[], model: ModelFacts, begun: Begun): number | undefined {
  let bound = guarded.maxTokens === undefined ? undefined : Math.max(1, guarded.maxTokens - Math.round(begun.estimate));
  guarded.guards.forEach((guard, index) => {
    const held = amounts[index] ?? guard.amount;
    if (!isBudgetKey(guard.key) || held >= guard.amount) return;
    const paid = Math.max(1, tokensFor(held, model, guarded.inputTokens + begun.high));
    bound = bound === undefined ? paid : Math.min(bound, paid);
  });
  return bound;
}

import type { Usage } from '../chat/usage';
import { costMicros } from '../chat/price';
import type { Question } from './decision';
import { likelyTokens } from './input-tokens';

/** Writes the expected cost of this request into `costs`, in micro-dollars, for each of `pool`; NaN where the price is unknown. */
export function estimateCosts({ table, view, request }: Question, pool: readonly number[], costs: Float64Array): void {
  const usage: Usage = { input: 0, output: 0 };
  for (const at of pool) {
    const { price, maxOutput } = table.candidates[at]!.model;
    if (price === undefined) {
      costs[at] = Number.NaN;
      continue;
    }
    usage.input = likelyTokens(request.tokens, view.tokenRatio[at]!);
    usage.output = Math.min(request.answerTokens, maxOutput ?? Infinity);
    costs[at] = costMicros(price, usage);
  }
}

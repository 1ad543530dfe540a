import type { ModelFacts } from '../chat/model';
import { costMicros } from '../chat/price';

/** What an answer may have behind a budget when nobody said a limit: without one no reservation could be right. */
const guardedTokens = 4_096;
const guardedReasoningTokens = 16_384;

/**
 * The answer limit in tokens that goes upstream: the smallest of the client's, the ask's and the model's own.
 * Without a budget none is added: an answer is not to be cut for our own convenience.
 */
export function answerLimit(asked: number | undefined, maxAnswer: number | undefined, model: ModelFacts, guarded: boolean): number | undefined {
  const wanted = smallest(asked, maxAnswer) ?? (guarded ? (model.can.reasoning ? guardedReasoningTokens : guardedTokens) : undefined);
  return wanted === undefined ? undefined : smallest(wanted, model.maxOutput);
}

/** The most this request can cost at this model, in micro-dollars; undefined where the price is unknown. All input may be written into a cache. */
export function upperMicros({ price }: ModelFacts, inputTokens: number, outputTokens: number): number | undefined {
  if (!price) return undefined;
  const usage = { input: Math.ceil(inputTokens), output: outputTokens };
  return Math.max(costMicros(price, usage), costMicros(price, { cacheWrite: usage.input, ...usage }));
}

/** How many output tokens `micros` pays for, after the input. */
export function tokensFor(micros: number, model: ModelFacts, inputTokens: number): number {
  const left = micros - (upperMicros(model, inputTokens, 0) ?? 0);
  const perToken = Math.max(1, (upperMicros(model, inputTokens, 1e6) ?? 0) - (upperMicros(model, inputTokens, 0) ?? 0)) / 1e6;
  return Math.max(0, Math.floor(left / perToken));
}

function smallest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : Math.min(a, b);
}

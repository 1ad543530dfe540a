import type { RequestFacts } from './request';

/**
 * What a model's own learnt ratio (real over estimated tokens) makes of a request's bounds. The bounds already cover the tokenizers
 * of all vendors, so the ratio may only widen them: a hard rule that was wrong would refuse what the model could have answered.
 */
export const fewestTokens = (tokens: RequestFacts['tokens'], ratio: number): number => tokens.low * Math.min(1, ratio);

export const likelyTokens = (tokens: RequestFacts['tokens'], ratio: number): number => Math.round(tokens.estimate * ratio);

/** The learnt mean still leaves a fifth for prompts that are unlike the others. */
export const mostTokens = (tokens: RequestFacts['tokens'], ratio: number): number => (
  Math.max(tokens.high, tokens.estimate * ratio * 1.2)
);

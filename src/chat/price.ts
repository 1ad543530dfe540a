import type { Usage } from './usage';

/** Prices in micro-dollars per million tokens, whole numbers: $0.15 per million is 150,000. */
export interface Price {
  input: number;
  output: number;
  /** Absent: cached input costs what input costs. */
  cacheRead?: number;
  cacheWrite?: number;
  /** Micro-dollars for each call, whatever its size. */
  perRequest?: number;
  /** Other prices for the whole call once its input is larger than `above` tokens. The largest that fits holds. */
  tiers?: { above: number; input: number; output: number; cacheRead?: number; cacheWrite?: number }[];
}

/** What a call costs in micro-dollars, rounded up to a whole one: a budget must never be undercharged by rounding. */
export function costMicros(price: Price, usage: Usage): number {
  let rates: Omit<Price, 'tiers' | 'perRequest'> = price;
  for (const tier of price.tiers ?? []) if (usage.input > tier.above) rates = tier;
  const read = usage.cacheRead ?? 0;
  const written = usage.cacheWrite ?? 0;
  const fresh = Math.max(0, usage.input - read - written);
  const perMillion = fresh * rates.input + read * (rates.cacheRead ?? rates.input)
    + written * (rates.cacheWrite ?? rates.input) + usage.output * rates.output;
  return Math.ceil(perMillion / 1e6) + (price.perRequest ?? 0);
}

/**
 * Tokens of one call. The parts (`cacheRead`, `cacheWrite`, `reasoning`) are always included in their totals;
 * each dialect's decoder converts to that. `undefined` means the vendor did not say.
 */
export interface Usage {
  /** Everything the model read. */
  input: number;
  /** Everything the model wrote, reasoning included. */
  output: number;
  cacheRead?: number;
  cacheWrite?: number;
  reasoning?: number;
  /** True where we counted ourselves, since the vendor sent no usage. */
  estimated?: boolean;
}

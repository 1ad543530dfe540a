/** Live facts, one column each, indexed like the candidate table. A synchronous local read; policies never wait. */
export interface View {
  /** Calls under way now, those just chosen included. */
  inFlight: Float64Array;
  /** Peak EWMA of the time to first token; NaN = never measured. */
  firstTokenMs: Float64Array;
  /** EWMA of the time per output token; NaN = never measured. */
  tokenMs: Float64Array;
  /** Circuit breaker: 0 closed, 1 half-open (a probe is wanted), 2 open. */
  breaker: Uint8Array;
  /** Milliseconds that a rate limit still asks to wait; 0 = none. */
  coolingMs: Float64Array;
  /** 1 = a person must mend the account (bad key, quota). */
  misconfigured: Uint8Array;
  /** Share of the vendor's own limits that is left, 0 to 1; NaN = unknown. */
  headroom: Float64Array;
  /** Real input tokens over our estimate, learnt per model; 1 until known. */
  tokenRatio: Float64Array;
}

/** A view in which nothing was measured yet. */
export function blankView(size: number): View {
  return {
    inFlight: new Float64Array(size),
    firstTokenMs: new Float64Array(size).fill(Number.NaN),
    tokenMs: new Float64Array(size).fill(Number.NaN),
    breaker: new Uint8Array(size),
    coolingMs: new Float64Array(size),
    misconfigured: new Uint8Array(size),
    headroom: new Float64Array(size).fill(Number.NaN),
    tokenRatio: new Float64Array(size).fill(1),
  };
}

/** A budget as it stands now, for the rules that turn to cheaper models near its end. */
export interface BudgetReading { name: string; spentMicros: number; heldMicros: number; limitMicros: number; nearAt?: number; onlyUpTo?: number; unknownPrice: 'block' | 'allow'; approved?: boolean }

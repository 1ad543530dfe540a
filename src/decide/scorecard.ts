import type { Verdict } from './decision';
import { VerdictLog } from './verdict-log';

/**
 * What policies write on. Three laws let them compose without knowing each other:
 * keep is AND (one `reject` is final), `tier` is lexicographic in the order of the policies, `score` is a sum.
 * Candidates are named by their index in the table; every code has words in the policy that says it.
 */
export interface Scorecard<Code extends string = string> {
  /** The candidates to judge. What is said of others has no effect. */
  readonly pool: readonly number[];
  /** By candidate: 1 until somebody rejects it. */
  readonly kept: Uint8Array;
  /** By candidate: how many have said "rather not". */
  readonly avoided: Uint8Array;
  /** Hard: this candidate is never called. */
  reject(candidate: number, code: Code, value?: number | string): void;
  /** Soft: only when nothing better is left. The fewer say it, the better. */
  avoid(candidate: number, code: Code, value?: number | string): void;
  /** Puts a candidate into group `tier` of this policy: lower comes first, 0 when nothing is said. A whole number. */
  tier(candidate: number, tier: number, code: Code, value?: number | string): void;
  /** Adds a log-preference, a finite number: higher is better, ln 2 = twice as good. */
  score(candidate: number, logPreference: number, code: Code, value?: number | string): void;
}

/**
 * A scorecard as columns, one slot for each candidate of the table. Only the slots of the pool are ever cleared, so the same
 * columns serve one decision after the other, and a pool of three costs the same in a table of thousands.
 * What must outlive the decision is only the log, which is new each time.
 */
export class Columns implements Scorecard {
  pool: readonly number[] = [];
  kept = new Uint8Array(0);
  avoided = new Uint8Array(0);
  log = new VerdictLog();
  private scores = new Float64Array(0);
  private readonly tiers: Int32Array[] = [];
  private tiersUsed = 0;
  private tierColumn: Int32Array | undefined;
  private policy = '';

  /** Starts a decision over `pool`, indexes into a table of `size`. */
  begin(pool: readonly number[], size: number): void {
    if (this.kept.length < size) this.grow(size);
    this.pool = pool;
    this.log = new VerdictLog();
    this.tiersUsed = 0;
    for (const at of pool) {
      this.kept[at] = 1;
      this.avoided[at] = 0;
      this.scores[at] = 0;
    }
  }

  /** What follows is said by this policy. */
  turn(policy: string): void {
    this.policy = policy;
    this.tierColumn = undefined;
  }

  reject(candidate: number, code: string, value?: number | string): void {
    this.kept[candidate] = 0;
    this.say(candidate, 'reject', code, value);
  }

  avoid(candidate: number, code: string, value?: number | string): void {
    this.avoided[candidate]! += 1;
    this.say(candidate, 'avoid', code, value);
  }

  tier(candidate: number, tier: number, code: string, value?: number | string): void {
    this.tierColumn ??= this.freshTier();
    this.tierColumn[candidate] = tier;
    this.say(candidate, 'tier', code, value);
  }

  score(candidate: number, logPreference: number, code: string, value?: number | string): void {
    this.scores[candidate]! += logPreference;
    this.say(candidate, 'score', code, value);
  }

  /** The kept ones, best first. Equals stay in the order of the pool. */
  order(): number[] {
    return this.pool.filter((at) => this.kept[at] === 1).sort((one, other) => this.compare(one, other));
  }

  private compare(one: number, other: number): number {
    const avoided = this.avoided[one]! - this.avoided[other]!;
    if (avoided !== 0) return avoided;
    for (let step = 0; step < this.tiersUsed; step += 1) {
      const tier = this.tiers[step]![one]! - this.tiers[step]![other]!;
      if (tier !== 0) return tier;
    }
    return this.scores[other]! - this.scores[one]!;
  }

  private say(candidate: number, kind: Verdict['kind'], code: string, value?: number | string): void {
    this.log.add(candidate, this.policy, kind, code, value);
  }

  private freshTier(): Int32Array {
    const column = (this.tiers[this.tiersUsed] ??= new Int32Array(this.kept.length));
    this.tiersUsed += 1;
    for (const at of this.pool) column[at] = 0;
    return column;
  }

  private grow(size: number): void {
    this.kept = new Uint8Array(size);
    this.avoided = new Uint8Array(size);
    this.scores = new Float64Array(size);
    this.tiers.length = 0;
  }
}

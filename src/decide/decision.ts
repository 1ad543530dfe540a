import type { Candidate } from './candidate';
import type { ChooseBy, Pick, Plan } from './plan';
import type { RequestFacts } from './request';
import type { BudgetReading, View } from './view';

/** All that a decision depends on. The same question gives the same decision, always. */
export interface Question {
  table: CandidateTable;
  view: View;
  request: RequestFacts;
  plan: Plan;
  /** The ask node's own list and order; empty = any. */
  models: Pick[];
  by: ChooseBy;
  budgets: BudgetReading[];
  /** Keys of candidates that this message has tried before: avoided, not rejected. */
  tried: string[];
  seed: number;
}

/** Candidates of one snapshot, with the look-ups that make a decision fast. */
export interface CandidateTable {
  readonly candidates: readonly Candidate[];
  /** Indexes that a name means (key, model, tag, "provider/*"), in table order; empty = nobody has it. */
  resolve(name: string): readonly number[];
  readonly starters: readonly number[];
}

/** One thing said of one candidate. `code` has words in the policy that said it. */
export interface Verdict { policy: string; code: string; value?: number | string; kind: 'reject' | 'avoid' | 'tier' | 'score' }

export interface Decision {
  seed: number;
  /** Indexes into the table, best first: fallback is "the next one". */
  order: number[];
  /** Those of `order` that are there only because a backup wish named them: its `on` says after which failures. */
  backups: number[];
  /** Indexes judged, kept or not. */
  pool: number[];
  by: ChooseBy;
  /** "cheapest of 3 that fit" */
  why: string;
  /** Estimated cost of this request at each candidate of `order`; null = unknown. */
  estimates: (number | null)[];
  /** When `order` is empty: why nobody is left, and what would help. Names every wish that stands in the way. */
  nobody?: { kind: 'no_candidate' | 'unknown_model' | 'context' | 'over_budget' | 'unsupported'; message: string };
  warnings: string[];
  /** Verdicts of one candidate, made into data only when somebody looks. */
  verdicts(index: number): Verdict[];
}

/** A decision in words, for people: `core.decide`, events, and on request `msg.llm`. */
export interface ExplainedDecision {
  why: string;
  by: ChooseBy;
  seed: number;
  candidates: { name: string; provider: string; model: string; rank: number | null; estimateMicros: number | null; reasons: string[] }[];
}

import type { Candidate } from './candidate';
import type { Decision, Question } from './decision';
import type { ChooseBy } from './plan';
import type { Pool } from './pool';
import type { Scorecard } from './scorecard';

/** What policies judge by: the question, and what was worked out once for all of them. */
export interface Situation {
  question: Question;
  pool: Pool;
  /** Micro-dollars that this request is expected to cost, by candidate; NaN = its price is unknown. */
  costMicros: Float64Array;
}

/** Words for one code, as the rest of a sentence about the candidate. */
export type Words = (value: number | string | undefined, candidate: Candidate) => string;

/** One way of judging, pure and synchronous: it writes on the card and nowhere else. One file each. */
export interface Policy<Code extends string = string> {
  readonly id: string;
  judge(card: Scorecard<Code>, situation: Situation): void;
  readonly because: Readonly<Record<Code, Words>>;
}

/** A policy that applies to every request. */
export interface Rule<Code extends string = string> extends Policy<Code> {
  /** For rules that reject: what it is called when they leave nobody, and what a person can do. */
  readonly whenNobody?: { kind: NonNullable<Decision['nobody']>['kind']; remedy: string };
}

/** A way to put the kept ones in order, to be chosen by name. It may only use tiers and scores. */
export interface Choosing<Code extends string = string> extends Policy<Code> {
  readonly id: ChooseBy;
  /** Words for the dropdown. */
  readonly label: string;
  /** Why the first one is first, by what was said of it: "cheapest of 3 that fit". `fit` is how many it was chosen from. */
  why(code: Code | undefined, fit: number): string;
}

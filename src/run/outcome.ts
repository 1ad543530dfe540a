import type { Block } from '../chat/blocks';
import type { Failure } from '../chat/failure';
import type { FinishReason } from '../chat/part';
import type { DialectId } from '../chat/extra';
import type { Usage } from '../chat/usage';

/** Known when the answer is committed, before its end: for headers and for the first chunk. */
export interface AnswerHead {
  /** The run's id. */
  id: string;
  model: string;
  provider: string;
  /** "cheapest of 3 that fit" */
  why: string;
  /** Seconds since 1970, for OpenAI's `created`. */
  createdSeconds: number;
  /** Micro-dollars; null = unknown. */
  costEstimateMicros: number | null;
  cached: boolean;
}

/** One call of a provider, in the order in which they were made. */
export interface Attempt {
  provider: string;
  model: string;
  /** Milliseconds from the run's start. */
  startedMs: number;
  firstTokenMs?: number;
  totalMs: number;
  usage?: Usage;
  /** null = unknown price. */
  costMicros: number | null;
  failure?: Failure;
}

/** The whole answer, put together from its parts. */
export interface Answer {
  content: Block[];
  finish: FinishReason;
  vendorReason?: string;
  stopSequence?: string | null;
  /** What only one dialect can say, in order. */
  extras: { dialect: DialectId; value: Record<string, unknown> }[];
}

/** How a run ended. Exactly one a run. */
export interface Outcome {
  id: string;
  status: 'answered' | 'failed' | 'cancelled';
  /** On a failure after the commit: the partial answer. */
  answer?: Answer;
  failure?: Failure;
  head?: AnswerHead;
  usage?: Usage;
  /** True cost of all attempts together; null = some price is unknown. */
  costMicros: number | null;
  /** From the run's start to its first token and to its end. */
  firstTokenMs?: number;
  totalMs: number;
  cached: boolean;
  why: string;
  attempts: Attempt[];
  warnings: string[];
  session?: string;
}

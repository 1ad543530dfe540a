import type { Usage } from '../chat/usage';
import type { Answer, Outcome } from '../run/outcome';

/** An answer as a cache keeps it: JSON. */
export interface StoredAnswer {
  answer: Answer;
  /** What it took when it was made; a hit takes nothing. */
  usage?: Usage;
  model: string;
  provider: string;
  why: string;
}

/**
 * What is worth keeping of an outcome: a complete answer that somebody would want again. Never one that was cut by a limit,
 * a filter or a failure, never a refusal, never one from a cache (it would live for ever), never nothing at all.
 */
export function storedAnswer(outcome: Outcome): StoredAnswer | undefined {
  const { answer, head, usage, why } = outcome;
  if (outcome.status !== 'answered' || outcome.cached || !answer || !head) return undefined;
  if (answer.finish !== 'stop' && answer.finish !== 'tool_calls') return undefined;
  const says = (type: string) => answer.content.some((block) => block.type === type);
  if (says('refusal') || !(says('text') || says('tool_call'))) return undefined;
  return { answer, ...(usage && { usage }), model: head.model, provider: head.provider, why };
}

/** A stored answer as it stands in the store, with the end of its life: milliseconds since 1970 by the store's clock. */
export interface Kept { answer: StoredAnswer; untilMs: number }

/** True for an answer; what may stand there instead is the mark of a claim. */
export function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && 'answer' in value && 'untilMs' in value;
}

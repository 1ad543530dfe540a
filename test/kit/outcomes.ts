import type { Answer, AnswerHead, Outcome } from '../../src/run/outcome';

/** A head as a run makes it, with what a test wants to be different. */
export function headWith(more: Partial<AnswerHead> = {}): AnswerHead {
  return {
    id: 'run1', model: 'gpt-5-mini', provider: 'OpenAI', why: 'cheapest of 3 that fit', createdSeconds: 1_795_521_600,
    costEstimateMicros: 1_000, cached: false, ...more,
  };
}

/** A whole answer that says `text`. */
export function answerSaying(text: string, more: Partial<Answer> = {}): Answer {
  return { content: [{ type: 'text', text }], finish: 'stop', extras: [], ...more };
}

/** A run that ended well, with what a test wants to be different. */
export function outcomeWith(more: Partial<Outcome> = {}): Outcome {
  return {
    id: 'run1', status: 'answered', answer: answerSaying('Hello!'), head: headWith(), usage: { input: 12, output: 3 }, costMicros: 1_234,
    firstTokenMs: 250.4, totalMs: 900.6, cached: false, why: 'cheapest of 3 that fit', warnings: [],
    attempts: [{ provider: 'OpenAI', model: 'gpt-5-mini', startedMs: 1, firstTokenMs: 250, totalMs: 899, usage: { input: 12, output: 3 }, costMicros: 1_234 }],
    ...more,
  };
}

import type { ExplainedDecision } from '../decide/decision';
import type { Attempt, Outcome } from '../run/outcome';

/** What happened, told after the fact. No prompt, no answer text, no secret. `explain` makes the words when somebody wants them. */
export type RunEvent =
  | { type: 'decision'; atMs: number; run: string; node?: { id: string; name?: string }; explain(): ExplainedDecision }
  | { type: 'attempt'; atMs: number; run: string; node?: { id: string; name?: string }; attempt: Attempt }
  | { type: 'done'; atMs: number; run: string; node?: { id: string; name?: string }; outcome: Omit<Outcome, 'answer'> }
  | { type: 'budget'; atMs: number; budget: string; who: string; spentMicros: number; limitMicros: number; state: 'near' | 'over' }
  | { type: 'health'; atMs: number; provider: string; model: string; state: 'open' | 'half-open' | 'closed' | 'cooling' | 'misconfigured'; reason: string }
  | { type: 'running'; atMs: number; node?: { id: string; name?: string }; running: number; waiting: number };

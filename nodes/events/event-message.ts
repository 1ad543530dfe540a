import { failures, type Failure } from '../../src/chat/failure';
import { llmOf as accountOf } from '../../src/inbound/llm';
import type { RunEvent } from '../../src/telemetry/events';

type Told = Exclude<RunEvent, { type: 'running' }>;

const dollars = (micros: number | null): number | null => (micros === null ? null : micros / 1e6);
const failed = (problem: Failure | undefined): { code: string; message: string } | undefined => problem && { code: failures[problem.kind].code, message: problem.message };

/** An event as a message: its kind as the topic, what happened as the payload, in the units of `msg.llm`. */
export function eventMessage(event: Told): { topic: string; payload: Record<string, unknown> } {
  const at = new Date(event.atMs).toISOString();
  const run = 'run' in event ? { run: event.run, ask: event.node } : {};
  return { topic: event.type, payload: { type: event.type, at, ...run, ...detailsOf(event) } };
}

function detailsOf(event: Told): Record<string, unknown> {
  switch (event.type) {
    case 'decision': return { ...event.explain() };
    case 'attempt': {
      const { provider, model, usage, costMicros, firstTokenMs, totalMs, failure } = event.attempt;
      return { provider, model, tokens: { in: usage?.input ?? null, out: usage?.output ?? null }, cost: dollars(costMicros), ms: { first: firstTokenMs ?? null, total: totalMs }, error: failed(failure) };
    }
    case 'done': return { outcome: event.outcome.status, ...accountOf(event.outcome), session: event.outcome.session, error: failed(event.outcome.failure) };
    case 'budget': {
      const { budget, who, spentMicros, limitMicros, state } = event;
      return { budget, who, state, spent: dollars(spentMicros), limit: dollars(limitMicros) };
    }
    case 'health': {
      const { provider, model, state, reason } = event;
      return { provider, model, state, reason };
    }
  }
}

import type { Outcome } from '../run/outcome';
import { dollars, quoted } from './json-text';

/** What became of one request, for whoever asked: stands beside `usage` in OpenAI's shapes, and is the core of `msg.llm`. */
export interface Llm {
  id: string;
  model: string | null;
  provider: string | null;
  why: string;
  /** US dollars, exact to the micro-dollar; null = some price is unknown. */
  cost: number | null;
  /** null = the vendor did not say. */
  tokens: { in: number | null; out: number | null };
  /** Whole milliseconds from the start of the request; `first` is null where nothing was said. */
  ms: { first: number | null; total: number };
  cached: boolean;
  /** Calls of a provider, failed ones included. */
  tries: number;
  warnings: string[];
}

/** The small account of an outcome. A failed one names the model that was asked last. */
export function llmOf(outcome: Outcome): Llm {
  const last = outcome.head ?? outcome.attempts[outcome.attempts.length - 1];
  return {
    id: outcome.id,
    model: last?.model ?? null,
    provider: last?.provider ?? null,
    why: outcome.why,
    cost: outcome.costMicros === null ? null : outcome.costMicros / 1e6,
    tokens: { in: outcome.usage?.input ?? null, out: outcome.usage?.output ?? null },
    ms: { first: outcome.firstTokenMs === undefined ? null : Math.round(outcome.firstTokenMs), total: Math.round(outcome.totalMs) },
    cached: outcome.cached,
    tries: outcome.attempts.length,
    warnings: outcome.warnings,
  };
}

/** The same as JSON. */
export function llmText(outcome: Outcome): string {
  const { id, why, costMicros, usage, firstTokenMs, totalMs, cached, attempts, warnings } = outcome;
  const last = outcome.head ?? attempts[attempts.length - 1];
  return `{"id":${quoted(id)},"model":${last ? quoted(last.model) : 'null'},"provider":${last ? quoted(last.provider) : 'null'},"why":${quoted(why)},`
    + `"cost":${costMicros === null ? 'null' : dollars(costMicros)},"tokens":{"in":${usage?.input ?? 'null'},"out":${usage?.output ?? 'null'}},`
    + `"ms":{"first":${firstTokenMs === undefined ? 'null' : Math.round(firstTokenMs)},"total":${Math.round(totalMs)}},`
    + `"cached":${cached},"tries":${attempts.length},"warnings":${warnings.length === 0 ? '[]' : JSON.stringify(warnings)}}`;
}

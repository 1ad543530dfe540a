import { textOf } from '../../src/chat/blocks';
import { failures } from '../../src/chat/failure';
import { dollars } from '../../src/inbound/json-text';
import { llmOf as accountOf } from '../../src/inbound/llm';
import { textDialect } from '../../src/inbound/text';
import type { Outcome } from '../../src/run/outcome';
import { markFor } from './answer-on';
import { llmOf, setLlm, type Llm, type Message } from './message';

/** Warnings go along on the message, so they are kept few and short. */
const mostWarnings = 5;

/** The words of an answer, as a plain text reader gets them; of a broken one what there is of it. */
export function textOfAnswer(outcome: Outcome): string {
  return outcome.status === 'answered' ? textDialect.whole(outcome) : textOf(outcome.answer?.content ?? '');
}

/** What an ask tells beside the outcome. */
export type Told = Pick<Llm, 'decision' | 'streamed' | 'place'>;

/**
 * Tells on `msg.llm` and `msg.ai_meta` how a run ended. Answered: the plan is done with. Failed: plan and tried stay for the
 * next try. Each field by its name and nothing spread, which the engine does slowly.
 */
export function summarise(msg: Message, outcome: Outcome, { decision, streamed, place }: Told): void {
  const before = llmOf(msg);
  const { id, model, provider, why, cost, tokens, ms, cached, tries, warnings } = accountOf(outcome);
  const answered = outcome.status === 'answered';
  setLlm(msg, {
    id, model: model ?? undefined, provider: provider ?? undefined, why, cost, tokens, ms, cached, tries,
    warnings: warnings.length > 0 ? warnings.slice(0, mostWarnings).map((warning) => warning.slice(0, 200)) : undefined,
    outcome: answered ? 'answered' : failures[outcome.failure?.kind ?? 'server'].port,
    session: outcome.session ?? before.session,
    // A cached answer counts as a call too: a loop of hits is a loop.
    calls: (before.calls ?? 0) + Math.max(1, outcome.attempts.length),
    plan: answered ? undefined : before.plan,
    approved: answered ? undefined : before.approved,
    tried: answered ? undefined : triedMore(before, outcome),
    runs: answered ? undefined : (before.runs ?? 0) + 1,
    retryAfterMs: answered ? undefined : outcome.failure?.retryAfterMs,
    decision, streamed, place, payloadMark: place === undefined ? undefined : markFor(place, msg.payload),
  });
  msg.ai_meta = metaOf(outcome, model, provider);
}

function triedMore(before: Llm, outcome: Outcome): string[] {
  const tried = [...before.tried ?? [], ...outcome.attempts.map(({ provider, model }) => `${provider}/${model}`)];
  return [...new Set(tried)].slice(-50);
}

/** What FlowFuse's LLM nodes put on a message, so that palettes mix. */
function metaOf({ id, usage }: Outcome, model: string | null, provider: string | null): Record<string, unknown> {
  return {
    provider, model, request_id: id,
    usage: usage ? { prompt_tokens: usage.input, completion_tokens: usage.output, total_tokens: usage.input + usage.output } : null,
    rate_limits: null,
  };
}

/** One line for the log: what it cost and why this model; no prompt, no answer. */
export function logLine(outcome: Outcome): string {
  const { model, provider, why, tokens, ms, tries } = accountOf(outcome);
  const { costMicros } = outcome;
  const who = model ? `${model} at ${provider}` : 'no model';
  const result = outcome.status === 'answered' ? (outcome.cached ? 'from the cache' : 'answered') : failures[outcome.failure?.kind ?? 'server'].code;
  return `${who}: ${result}${why ? ` (${why})` : ''}; ${tokens.in ?? '?'} + ${tokens.out ?? '?'} tokens, ${costMicros === null ? 'cost unknown' : `$${dollars(costMicros)}`}, ${ms.total} ms, ${tries} ${tries === 1 ? 'try' : 'tries'}`;
}

import { textOf } from '../../src/chat/blocks';
import { failures } from '../../src/chat/failure';
import { llmOf as accountOf } from '../../src/inbound/llm';
import { textDialect } from '../../src/inbound/text';
import type { ExplainedDecision } from '../../src/decide/decision';
import type { Outcome } from '../../src/run/outcome';
import { llmOf, setLlm, type Llm, type Message } from './message';

/** Warnings go along on the message, so they are kept few and short. */
const mostWarnings = 5;

/** The words of an answer, as a plain text reader gets them; of a broken one what there is of it. */
export function textOfAnswer(outcome: Outcome): string {
  return outcome.status === 'answered' ? textDialect.whole(outcome) : textOf(outcome.answer?.content ?? '');
}

/** Tells on `msg.llm` and `msg.ai_meta` how a run ended. Answered: the plan is done with. Failed: plan and tried stay for the next try. */
export function summarise(msg: Message, outcome: Outcome, decision?: ExplainedDecision): void {
  const before = llmOf(msg);
  const account = accountOf(outcome);
  const answered = outcome.status === 'answered';
  setLlm(msg, {
    ...account,
    model: account.model ?? undefined, provider: account.provider ?? undefined,
    warnings: account.warnings.length > 0 ? account.warnings.slice(0, mostWarnings).map((warning) => warning.slice(0, 200)) : undefined,
    outcome: answered ? 'answered' : failures[outcome.failure?.kind ?? 'server'].port,
    session: outcome.session ?? before.session,
    // A cached answer counts as a call too: a loop of hits is a loop.
    calls: (before.calls ?? 0) + Math.max(1, outcome.attempts.length),
    ...(answered ? done : triedMore(before, outcome)),
    decision, streamed: undefined, place: undefined,
  });
  msg.ai_meta = metaOf(outcome, account);
}

const done: Partial<Llm> = { plan: undefined, tried: undefined, runs: undefined, approved: undefined, retryAfterMs: undefined };

function triedMore(before: Llm, outcome: Outcome): Partial<Llm> {
  const tried = [...before.tried ?? [], ...outcome.attempts.map(({ provider, model }) => `${provider}/${model}`)];
  return { tried: [...new Set(tried)].slice(-50), runs: (before.runs ?? 0) + 1, retryAfterMs: outcome.failure?.retryAfterMs };
}

/** What FlowFuse's LLM nodes put on a message, so that palettes mix. */
function metaOf(outcome: Outcome, account: ReturnType<typeof accountOf>): Record<string, unknown> {
  const { usage } = outcome;
  return {
    provider: account.provider, model: account.model, request_id: outcome.id,
    usage: usage ? { prompt_tokens: usage.input, completion_tokens: usage.output, total_tokens: usage.input + usage.output } : null,
    rate_limits: null,
  };
}

/** One line for the log: what it cost and why this model; no prompt, no answer. */
export function logLine(outcome: Outcome): string {
  const { model, provider, why, cost, tokens, ms, tries } = accountOf(outcome);
  const who = model ? `${model} at ${provider}` : 'no model';
  const result = outcome.status === 'answered' ? (outcome.cached ? 'from the cache' : 'answered') : failures[outcome.failure?.kind ?? 'server'].code;
  return `${who}: ${result}${why ? ` (${why})` : ''}; ${tokens.in ?? '?'} + ${tokens.out ?? '?'} tokens, ${cost === null ? 'cost unknown' : `$${cost}`}, ${ms.total} ms, ${tries} ${tries === 1 ? 'try' : 'tries'}`;
}

import { textOf, type Block, type ToolCallBlock } from '../../chat/blocks';
import type { Answer, Outcome } from '../../run/outcome';
import { llmOf } from '../llm';
import { isObject, type Json } from './check';
import { completionId } from './completion-id';
import { gathered } from './extra';
import { errorOf } from './refuse';
import { openAiUsage } from './usage';

const nothing: Answer = { content: [], finish: 'stop', extras: [] };

/**
 * The body of a chat.completion. `text` stands in place of the answer's own words; what belongs to those (annotations,
 * logprobs, a refusal) is left out then. A failure that no text covers is an error body.
 */
export function whole(outcome: Outcome, text?: string): string {
  const { failure } = outcome;
  const filtered = failure?.kind === 'refused' && outcome.answer !== undefined;
  if (failure && !filtered && text === undefined) return JSON.stringify({ error: errorOf(failure) });
  const answer = outcome.answer ?? nothing;
  const llm = llmOf(outcome);
  const { reply, choice, message } = gathered(answer);
  const own = text === undefined;
  const said = messageOf(answer.content, text, message?.tool_calls);
  const finish = filtered && own ? 'content_filter' : answer.finish;
  return JSON.stringify(Object.assign({}, reply, {
    id: completionId(outcome.id), object: 'chat.completion', created: outcome.head?.createdSeconds ?? 0, model: llm.model ?? '',
    choices: [{ logprobs: null, ...(own && choice), index: 0, message: own && message ? Object.assign({}, message, said) : said, finish_reason: finish }],
    usage: openAiUsage(outcome.usage), llm,
  }));
}

function messageOf(content: Block[], text: string | undefined, ofCalls: unknown): Json {
  const calls = content.filter((block) => block.type === 'tool_call').map((call, index) => ({ ...extraOfCall(ofCalls, index), ...callOf(call) }));
  const refusal = text === undefined ? joined(content, 'refusal') : '';
  const reasoning = joined(content, 'reasoning');
  const words = text ?? textOf(content);
  return {
    role: 'assistant',
    content: words === '' && text === undefined && (calls.length > 0 || refusal !== '') ? null : words,
    refusal: refusal || null,
    reasoning_content: reasoning || undefined,
    tool_calls: calls.length > 0 ? calls : undefined,
  };
}

function extraOfCall(ofCalls: unknown, at: number): Json {
  const found: unknown = Array.isArray(ofCalls) ? ofCalls.find((call) => isObject(call) && call.index === at) : undefined;
  if (!isObject(found)) return {};
  const { index: _index, ...fields } = found;
  return fields;
}

function callOf({ id, name, arguments: given, custom }: ToolCallBlock): Json {
  return custom ? { id, type: 'custom', custom: { name, input: given } } : { id, type: 'function', function: { name, arguments: given } };
}

function joined(content: readonly Block[], type: 'refusal' | 'reasoning'): string {
  let text = '';
  for (const block of content) {
    if (block.type !== type) continue;
    text += block.type === 'refusal' ? block.refusal : block.text;
  }
  return text;
}

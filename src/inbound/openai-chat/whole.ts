import { textOf, type Block, type ToolCallBlock } from '../../chat/blocks';
import type { Answer, Outcome } from '../../run/outcome';
import { fieldsBefore, quoted } from '../json-text';
import { llmText } from '../llm';
import { isObject, type Json } from './check';
import { completionId } from './completion-id';
import { gathered } from './extra';
import { errorOf } from './refuse';
import { usageText } from './usage';

const nothing: Answer = { content: [], finish: 'stop', extras: [] };
/** What is written here, whatever a vendor says in the same place. */
const ofReply: ReadonlySet<string> = new Set(['id', 'object', 'created', 'model', 'choices', 'usage', 'llm']);
const ofChoice: ReadonlySet<string> = new Set(['index', 'message', 'finish_reason']);
const ofMessage: ReadonlySet<string> = new Set(['role', 'content', 'refusal', 'reasoning_content', 'tool_calls']);

/**
 * The body of a chat.completion. `text` stands in place of the answer's own words; what belongs to those (annotations,
 * logprobs, a refusal) is left out then. A failure that no text covers is an error body.
 */
export function whole(outcome: Outcome, text?: string): string {
  const { failure, head } = outcome;
  const filtered = failure?.kind === 'refused' && outcome.answer !== undefined;
  if (failure && !filtered && text === undefined) return JSON.stringify({ error: errorOf(failure) });
  const answer = outcome.answer ?? nothing;
  const { reply, choice, message } = gathered(answer);
  const own = text === undefined;
  const model = (head ?? outcome.attempts[outcome.attempts.length - 1])?.model ?? '';
  return `{${fieldsBefore(reply, ofReply)}"id":${quoted(completionId(outcome.id))},"object":"chat.completion","created":${head?.createdSeconds ?? 0},"model":${quoted(model)},`
    + `"choices":[{${own && choice?.logprobs !== undefined ? '' : '"logprobs":null,'}${own ? fieldsBefore(choice, ofChoice) : ''}"index":0,`
    + `"message":{${own ? fieldsBefore(message, ofMessage) : ''}${messageOf(answer.content, text, message?.tool_calls)}},`
    + `"finish_reason":"${filtered && own ? 'content_filter' : answer.finish}"}],"usage":${usageText(outcome.usage)},"llm":${llmText(outcome)}}`;
}

/** The fields of the message. */
function messageOf(content: Block[], text: string | undefined, ofCalls: unknown): string {
  const calls = content.some(isCall) ? content.filter(isCall).map((call, index) => ({ ...extraOfCall(ofCalls, index), ...callOf(call) })) : [];
  const refusal = text === undefined ? joined(content, 'refusal') : '';
  const reasoning = joined(content, 'reasoning');
  const words = text ?? textOf(content);
  const silent = words === '' && text === undefined && (calls.length > 0 || refusal !== '');
  return `"role":"assistant","content":${silent ? 'null' : quoted(words)},"refusal":${refusal === '' ? 'null' : quoted(refusal)}`
    + (reasoning === '' ? '' : `,"reasoning_content":${quoted(reasoning)}`) + (calls.length === 0 ? '' : `,"tool_calls":${JSON.stringify(calls)}`);
}

const isCall = (block: Block): block is ToolCallBlock => block.type === 'tool_call';

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

import type { Block, ToolCallBlock } from '../../chat/blocks';
import type { Message } from '../../chat/chat';
import type { Target } from '../dialect';
import { fitId } from '../translate/tool-ids';
import type { ToolNames } from '../translate/tool-names';
import type { Losses } from '../translate/warnings';
import { encodeContent } from './content';

type Json = Record<string, unknown>;

/** An assistant's turn: content, refusal, calls, and its thinking where the vendor wants it back. */
export function encodeAssistant(message: Message, target: Target, names: ToolNames, losses: Losses): Json {
  const blocks: readonly Block[] = typeof message.content === 'string' ? [] : message.content;
  const calls = blocks.filter((block): block is ToolCallBlock => block.type === 'tool_call');
  const refusal = blocks.map((block) => (block.type === 'refusal' ? block.refusal : '')).join('');
  const encoded: Json = Object.assign({}, ownFields(message, target, losses), { role: 'assistant', content: contentOf(message, blocks, calls.length > 0, target, losses) });
  if (message.name !== undefined && !target.vendor.differs?.strict) encoded.name = message.name;
  if (refusal !== '') encoded.refusal = refusal;
  if (calls.length > 0) encoded.tool_calls = signed(calls.map((call) => encodeCall(call, target, names)), target);
  return withThinking(encoded, blocks, target, losses);
}

/** Thinking that the client sent back under names of its own; only an aggregator that made it takes it back. */
const opaque = ['reasoning', 'reasoning_details'];

function ownFields(message: Message, { vendor }: Target, losses: Losses): Json {
  if (vendor.differs?.strict) return {};
  const own = vendor.differs?.echoes ? message.extra?.['openai-chat'] ?? {} : meaningful(message.extra?.['openai-chat'] ?? {});
  if (vendor.differs?.replayReasoning === 'reasoning' || !opaque.some((field) => field in own)) return own;
  losses.add('messages', notSentBack(vendor.label));
  return Object.fromEntries(Object.entries(own).filter(([field]) => !opaque.includes(field)));
}

/** Clients send the message of a reply back as it came: with null and empty fields, and with what only a reply has. */
function meaningful(own: Json): Json {
  return Object.fromEntries(Object.entries(own).filter(([field, value]) => value !== null && field !== 'annotations' && !(Array.isArray(value) && value.length === 0)));
}

function notSentBack(label: string): string {
  return `Earlier thinking is not sent back to ${label}: it is of use only to the model that wrote it.`;
}

function contentOf(message: Message, blocks: readonly Block[], calls: boolean, target: Target, losses: Losses): unknown {
  if (typeof message.content === 'string') return message.content;
  const beside = blocks.filter((block) => block.type !== 'refusal' && block.type !== 'tool_call' && block.type !== 'reasoning');
  const [only] = beside;
  if (only === undefined) {
    if (calls) return target.vendor.differs?.contentBesideCalls ? '' : null;
    return blocks.length > 0 || message.extra ? null : '';
  }
  // One plain text beside calls or thinking was a text, not a list.
  if (beside.length === 1 && only.type === 'text' && !only.extra && beside.length < blocks.length) return only.text;
  return encodeContent(beside, target, losses);
}

function encodeCall(call: ToolCallBlock, { vendor }: Target, names: ToolNames): Json {
  const rule = vendor.differs?.toolIds;
  const id = rule ? fitId(call.id, rule) : call.id;
  const { extra_content: signature, ...fields } = vendor.differs?.strict ? {} : call.extra?.['openai-chat'] ?? {};
  const own = signature !== undefined && vendor.differs?.signatures ? Object.assign({}, fields, { extra_content: signature }) : fields;
  const inner = (name: string): Json => (typeof own[name] === 'object' ? own[name] as Json : {});
  const name = names.there(call.name);
  if (call.custom && vendor.differs?.customTools) return Object.assign({}, own, { id, type: 'custom', custom: Object.assign({}, inner('custom'), { name, input: call.arguments }) });
  const written = call.custom ? JSON.stringify({ input: call.arguments }) : call.arguments || '{}';
  return Object.assign({}, own, { id, type: 'function', function: Object.assign({}, inner('function'), { name, arguments: written }) });
}

/** Gemini from 3 on, which the names with "latest" mean as well. */
const wantsSignature = /(^|\/)gemini-([3-9]|(flash|flash-lite|pro)-latest)/;

/** It refuses a call without its signature; for calls that another model made, Google names this one. The first call bears it. */
function signed(calls: Json[], { vendor, model }: Target): Json[] {
  const [first, ...others] = calls;
  if (!first || !vendor.differs?.signatures || !wantsSignature.test(model.name) || calls.some((call) => call.extra_content !== undefined)) return calls;
  return [Object.assign({}, first, { extra_content: { google: { thought_signature: 'skip_thought_signature_validator' } } }), ...others];
}

function withThinking(encoded: Json, blocks: readonly Block[], { vendor }: Target, losses: Losses): Json {
  const text = blocks.map((block) => (block.type === 'reasoning' ? block.text : '')).join('');
  const way = vendor.differs?.replayReasoning;
  if (way === 'always') return Object.assign(encoded, { reasoning_content: text });
  if (text === '') return encoded;
  if (way === 'reasoning_content' || way === 'reasoning') return Object.assign(encoded, { [way]: text });
  if (way === 'think tags' && (typeof encoded.content === 'string' || encoded.content === null)) {
    return { ...encoded, content: `<think>\n${text}\n</think>\n${encoded.content ?? ''}` };
  }
  losses.add('messages', notSentBack(vendor.label));
  return encoded;
}

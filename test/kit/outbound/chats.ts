import type * as FastCheck from 'fast-check';
import type { Block } from '../../../src/chat/blocks';
import type { Chat, Message } from '../../../src/chat/chat';
import type { Extra } from '../../../src/chat/extra';

const own: Extra = { 'openai-chat': { note: 'only openai-chat knows' }, 'anthropic-messages': { note: 'only anthropic-messages knows' } };

/** A chat that uses every canonical word. Its stop text never occurs in an answer of the tests. */
export const everyFeature: Chat = {
  model: 'some-model',
  messages: [
    { role: 'system', content: 'Be brief.' }, { role: 'developer', content: [{ type: 'text', text: 'Be kind.', extra: own }] },
    { role: 'user', name: 'Ann', content: [
      { type: 'text', text: 'What is this?' }, { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } }, { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } }, { type: 'file', file: { file_id: 'file-1' } }, { type: 'file', file: { url: 'https://example.com/a.pdf' } },
      { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }, { type: 'foreign', extra: { 'openai-chat': { type: 'new_part' } } }, { type: 'foreign', extra: { 'anthropic-messages': { type: 'search_result' } } },
    ] },
    { role: 'assistant', content: [
      { type: 'reasoning', text: 'Hm.' }, { type: 'text', text: 'Let me see.' }, { type: 'tool_call', id: 'call:1', name: 'home.light', arguments: '{"on":true}' },
      { type: 'tool_call', id: 'call:2', name: 'code', arguments: 'print(1)', custom: true }, { type: 'tool_call', id: 'call:3', name: 'rain', arguments: '{"broken' },
    ] },
    { role: 'tool', tool_call_id: 'call:1', content: 'on' }, { role: 'tool', tool_call_id: 'call:2', content: [{ type: 'text', text: '1' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] },
    { role: 'tool', tool_call_id: 'call:3', content: 'no', is_error: true }, { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] }, { role: 'user', content: '' },
    { role: 'system', content: 'Now be long.' }, { role: 'user', content: 'Go on.', extra: own }, { role: 'assistant', content: 'It is ' },
  ],
  tools: [
    { name: 'home.light', description: 'Switches', parameters: { type: 'object', properties: { on: { type: 'boolean' } }, additionalProperties: false }, strict: true, extra: own }, { name: 'rain' },
    { name: 'code', foreign: true, extra: { 'openai-chat': { type: 'custom', custom: { name: 'code', description: 'Runs' } } } }, { name: 'web', foreign: true, extra: { 'anthropic-messages': { type: 'web_search_20250305', name: 'web' } } },
  ],
  tool_choice: { name: 'rain' }, parallel_tool_calls: true, response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: { type: 'array', items: { type: 'string' } }, strict: true } },
  max_tokens: 500, stop: ['@@@'], temperature: 1.2, top_p: 0.5, seed: 1, presence_penalty: 1, frequency_penalty: 1, reasoning_effort: 'high', n: 1, user: 'u', metadata: { a: 'b' },
  stream: true, include_usage: true, extra: own,
};

/** Any chat that is well formed. */
export function anyChat(fc: typeof FastCheck): FastCheck.Arbitrary<Chat> {
  const extra = fc.option(fc.constant(own), { nil: undefined });
  const text = fc.string({ maxLength: 12 });
  const url = fc.oneof(fc.webUrl(), fc.constantFrom('data:image/png;base64,AA==', 'data:,hi', 'data:', 'nonsense', ''));
  const plain: FastCheck.Arbitrary<Block> = fc.oneof(
    fc.record({ type: fc.constant('text' as const), text, extra }), fc.record({ type: fc.constant('refusal' as const), refusal: text }),
    fc.record({ type: fc.constant('image_url' as const), image_url: fc.record({ url }), extra }), fc.record({ type: fc.constant('file' as const), file: fc.record({ file_data: url, url, file_id: text }, { requiredKeys: [] }) }),
    fc.record({ type: fc.constant('input_audio' as const), input_audio: fc.record({ data: text, format: text }) }), fc.record({ type: fc.constant('foreign' as const), extra: fc.constant(own) }),
  );
  const said: FastCheck.Arbitrary<Block> = fc.oneof(
    plain, fc.record({ type: fc.constant('reasoning' as const), text, extra }),
    fc.record({ type: fc.constant('tool_call' as const), id: text, name: text, arguments: fc.oneof(text, fc.json()), extra }),
  );
  const content = fc.oneof(text, fc.array(plain, { maxLength: 3 }));
  const message: FastCheck.Arbitrary<Message> = fc.oneof(
    fc.record({ role: fc.constantFrom('system' as const, 'developer' as const, 'user' as const), content, extra }), fc.record({ role: fc.constant('user' as const), name: text, content }),
    fc.record({ role: fc.constant('assistant' as const), content: fc.oneof(text, fc.array(said, { maxLength: 4 })), extra }),
    fc.record({ role: fc.constant('tool' as const), tool_call_id: text, content, is_error: fc.boolean() }),
  );
  return fc.record({
    messages: fc.array(message, { maxLength: 8 }), tools: fc.array(fc.record({ name: text, parameters: fc.constantFrom(undefined, { type: 'object' }, { anyOf: [] }), extra }), { maxLength: 3 }),
    tool_choice: fc.oneof(fc.constantFrom('auto' as const, 'none' as const, 'required' as const), fc.record({ name: text }), fc.constant({ foreign: true as const, extra: own })),
    response_format: fc.constantFrom({ type: 'text' as const }, { type: 'json_object' as const }, { type: 'json_schema' as const, json_schema: { name: 'x' } }, { type: 'json_schema' as const, json_schema: { name: 'x', schema: { type: 'object' } } }),
    reasoning_effort: fc.constantFrom('none', 'low', 'max', 'strange'), max_tokens: fc.integer({ min: 1, max: 1e6 }), temperature: fc.double({ min: 0, max: 2, noNaN: true }), top_p: fc.constant(0.5),
    stop: fc.array(text, { maxLength: 4 }), parallel_tool_calls: fc.boolean(), stream: fc.boolean(), extra,
  }, { requiredKeys: ['messages', 'stream'] });
}

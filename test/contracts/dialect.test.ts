import assert from 'node:assert/strict';
import type * as FastCheck from 'fast-check';
import { openAiChat as client } from '../../src/inbound/openai-chat/openai-chat';
import { providerDialects } from '../../src/outbound';
import { chunks, delta } from '../kit/outbound/decode';
import { targetOf } from '../kit/outbound/target';
import { fromTestPackage } from '../kit/test-package';
import { dialectContract, type Sample } from './dialect.contract';

const fc = fromTestPackage<typeof FastCheck>('fast-check');

const event = (type: string, more: Record<string, unknown> = {}): string => `event: ${type}\r\ndata: ${JSON.stringify({ type, ...more })}\r\n\r\n`;
const usage = { prompt_tokens: 12, completion_tokens: 30, total_tokens: 42, prompt_tokens_details: { cached_tokens: 4 }, completion_tokens_details: { reasoning_tokens: 8 } };

const samples: Record<keyof typeof providerDialects, Sample> = {
  'openai-chat': {
    vendor: 'openai',
    stream: `: comment\n\n${chunks(
      delta({ role: 'assistant', content: '' }), delta({ reasoning_content: 'Hm, größer' }), delta({ reasoning_content: ' 😀.' }), delta({ content: 'Because ' }), delta({ content: 'of "Rayleigh"\n日本.' }),
      delta({ tool_calls: [{ index: 0, id: 'call_a', type: 'function', function: { name: 'home_light', arguments: '' } }] }), delta({ tool_calls: [{ index: 0, function: { arguments: '{"on":' } }] }), delta({ tool_calls: [{ index: 0, function: { arguments: 'true}' } }] }),
      delta({ tool_calls: [{ index: 1, id: 'call_b', type: 'function', function: { name: 'rain', arguments: '{}' } }] }), delta({}, 'tool_calls'),
      { id: 'chatcmpl-1', object: 'chat.completion.chunk', model: 'm', choices: [], usage },
    )}`,
    whole: JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion', model: 'm', usage, choices: [{ index: 0, finish_reason: 'tool_calls', logprobs: null, message: {
      role: 'assistant', refusal: null, reasoning_content: 'Hm, größer 😀.', content: 'Because of "Rayleigh"\n日本.',
      tool_calls: [{ id: 'call_a', type: 'function', function: { name: 'home_light', arguments: '{"on":true}' } }, { id: 'call_b', type: 'function', function: { name: 'rain', arguments: '{}' } }],
    } }] }),
  },
  'anthropic-messages': {
    vendor: 'anthropic',
    stream: [
      event('message_start', { message: { id: 'msg_1', type: 'message', role: 'assistant', model: 'm', content: [], stop_reason: null, usage: { input_tokens: 8, cache_read_input_tokens: 4, output_tokens: 1 } } }), event('ping'),
      event('content_block_start', { index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } }), event('content_block_delta', { index: 0, delta: { type: 'thinking_delta', thinking: 'Hm, größer 😀.' } }),
      event('content_block_delta', { index: 0, delta: { type: 'signature_delta', signature: 'S' } }), event('content_block_stop', { index: 0 }),
      event('content_block_start', { index: 1, content_block: { type: 'text', text: '' } }), event('content_block_delta', { index: 1, delta: { type: 'text_delta', text: 'Because ' } }), event('content_block_delta', { index: 1, delta: { type: 'text_delta', text: 'of "Rayleigh"\n日本.' } }), event('content_block_stop', { index: 1 }),
      event('content_block_start', { index: 2, content_block: { type: 'tool_use', id: 'toolu_a', name: 'home_light', input: {} } }), event('content_block_delta', { index: 2, delta: { type: 'input_json_delta', partial_json: '' } }),
      event('content_block_delta', { index: 2, delta: { type: 'input_json_delta', partial_json: '{"on":' } }), event('content_block_delta', { index: 2, delta: { type: 'input_json_delta', partial_json: 'true}' } }), event('content_block_stop', { index: 2 }),
      event('content_block_start', { index: 3, content_block: { type: 'tool_use', id: 'toolu_b', name: 'rain', input: {} } }), event('content_block_stop', { index: 3 }),
      event('message_delta', { delta: { stop_reason: 'tool_use', stop_sequence: null }, usage: { output_tokens: 30 } }), event('message_stop'),
    ].join(''),
    whole: JSON.stringify({ id: 'msg_1', type: 'message', role: 'assistant', model: 'm', stop_reason: 'tool_use', stop_sequence: null, usage: { input_tokens: 8, cache_read_input_tokens: 4, output_tokens: 30 }, content: [
      { type: 'thinking', thinking: 'Hm, größer 😀.', signature: 'S' }, { type: 'text', text: 'Because of "Rayleigh"\n日本.' },
      { type: 'tool_use', id: 'toolu_a', name: 'home_light', input: { on: true } }, { type: 'tool_use', id: 'toolu_b', name: 'rain', input: {} },
    ] }),
  },
};

for (const id of Object.keys(providerDialects) as (keyof typeof providerDialects)[]) dialectContract(providerDialects[id], samples[id]);

describe('within OpenAI\'s dialect', () => {
  it('what was read is written back the same', () => {
    const word = fc.string({ minLength: 1, maxLength: 10 });
    // The router has words for the named fields; these it has never heard of.
    const unknown = fc.dictionary(fc.constantFrom('x_new', 'x_other', 'cache_hint'), fc.jsonValue().filter((value) => value !== null), { maxKeys: 2 });
    const part = fc.oneof(
      fc.tuple(unknown, word).map(([more, text]) => ({ ...more, type: 'text', text })), fc.tuple(unknown, word).map(([more, url]) => ({ ...more, type: 'image_url', image_url: { url, ...more } })),
      fc.tuple(unknown, word).map(([more, data]) => ({ ...more, type: 'x_part', data })), fc.constant({ type: 'file', file: { file_id: 'file-1' } }), fc.constant({ type: 'input_audio', input_audio: { data: 'AA', format: 'wav' } }),
    );
    const content = fc.oneof(word, fc.array(part, { minLength: 1, maxLength: 3 }));
    const call = fc.tuple(unknown, word, unknown).map(([more, name, inner]) => ({ ...more, id: 'call_0', type: 'function', function: { ...inner, name: name.replace(/[^A-Za-z0-9_-]/g, 'x'), arguments: '{"a":1}' } }));
    const message = fc.oneof(
      fc.tuple(unknown, fc.constantFrom('user', 'system', 'developer'), content).map(([more, role, said]) => ({ ...more, role, content: said })),
      fc.tuple(unknown, content).map(([more, said]) => ({ ...more, role: 'assistant', content: said })),
      fc.tuple(unknown, fc.oneof(word, fc.constant(null)), fc.array(call, { minLength: 1, maxLength: 2 })).map(([more, said, calls]) => ({ ...more, role: 'assistant', content: said, tool_calls: calls })),
      fc.tuple(unknown, word).map(([more, said]) => ({ ...more, role: 'tool', tool_call_id: 'call_0', content: said })),
    );
    const tool = fc.tuple(unknown, unknown).map(([outer, inner]) => ({ ...outer, type: 'function', function: { ...inner, name: 'sun', description: 'd', parameters: { type: 'object' }, strict: false } }));
    const body = fc.record({
      messages: fc.array(message, { minLength: 1, maxLength: 4 }), tools: fc.array(fc.oneof(tool, fc.constant({ type: 'custom', custom: { name: 'code' } })), { minLength: 1, maxLength: 2 }),
      tool_choice: fc.constantFrom('auto', 'required', { type: 'function', function: { name: 'sun' } }, { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [] } }), parallel_tool_calls: fc.boolean(),
      response_format: fc.constantFrom({ type: 'json_object' }, { type: 'json_schema', json_schema: { name: 'x', schema: {}, strict: true } }, { type: 'grammar', grammar: 'x' }), stop: fc.array(word, { minLength: 1, maxLength: 4 }),
      temperature: fc.constant(0.5), top_p: fc.constant(0.5), seed: fc.integer(), max_completion_tokens: fc.integer({ min: 1, max: 9_999 }), reasoning_effort: fc.constantFrom('low', 'high'), user: word, verbosity: word, store: fc.constant(true), metadata: fc.constant({ a: 'b' }), x_new: fc.jsonValue().filter((value) => value !== null),
    }, { requiredKeys: ['messages', 'tools'] });
    // Metadata passes only with answers that are to be stored; a test of its own says so.
    fc.assert(fc.property(body.map(({ metadata, ...sent }) => ({ ...sent, ...(sent.store && metadata && { metadata }) })), (sent) => {
      const { call: written } = providerDialects['openai-chat'].encode(client.read(sent), targetOf('openai', 'm'), { stream: false });
      assert.deepEqual(JSON.parse(String(written.body)), JSON.parse(JSON.stringify({ ...sent, model: 'm' })));
    }), { numRuns: 200 });
  }).timeout(30_000);
});

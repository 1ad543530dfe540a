import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type * as FastCheck from 'fast-check';
import { openAiChat as client } from '../../src/inbound/openai-chat/openai-chat';
import { providerDialects } from '../../src/outbound';
import { targetOf } from '../kit/outbound/target';
import { checkout, fromTestPackage } from '../kit/test-package';
import { dialectContract, type Sample } from './dialect.contract';

const fc = fromTestPackage<typeof FastCheck>('fast-check');

/** Made by hand, each stream with what real ones have: comments or pings, both line ends, pieces of every kind. */
function fixture(id: string, vendor: string): Sample {
  const read = (ending: string): string => readFileSync(path.join(checkout, 'test', 'fixtures', 'outbound', `${id}.${ending}`), 'utf8');
  return { vendor, stream: read('sse'), whole: read('json') };
}

const samples: Record<keyof typeof providerDialects, Sample> = {
  'openai-chat': fixture('openai-chat', 'openai'),
  'anthropic-messages': fixture('anthropic-messages', 'anthropic'),
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

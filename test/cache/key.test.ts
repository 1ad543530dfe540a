import assert from 'node:assert/strict';
import { cacheKey, type CacheScope } from '../../src/cache/key';
import type { Chat } from '../../src/chat/chat';

const scope: CacheScope = { cache: 'default', sharedBy: 'user:ada', models: ['OpenAI/gpt-5-mini'] };
const chat: Chat = {
  messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'Why is the sky blue?' }],
  tools: [{ name: 'look_up', parameters: { type: 'object', properties: { word: { type: 'string' } } } }],
  temperature: 0.2, stream: false, extra: { 'openai-chat': { logit_bias: { 50256: -100 } } },
};
const key = (more: Partial<Chat> = {}, where: Partial<CacheScope> = {}) => cacheKey({ ...chat, ...more }, { ...scope, ...where });

describe('cache key', () => {
  const same: Record<string, Partial<Chat>> = {
    'how the answer travels': { stream: true, include_usage: true, extra: { 'openai-chat': { logit_bias: { 50256: -100 }, stream_options: { include_obfuscation: false } } } },
    'who asks, where sharing says who': { user: 'bob', metadata: { session_id: '7' } },
    'the name asked for, which is among the models': { model: 'auto' },
    'the order of keys': { tools: [{ parameters: { properties: { word: { type: 'string' } }, type: 'object' }, name: 'look_up' }] },
    'fields that are set to nothing': { seed: undefined },
  };
  for (const [what, more] of Object.entries(same)) {
    it(`is the same whatever ${what}`, () => assert.equal(key(more), key()));
  }

  const other: Record<string, Partial<Chat>> = {
    'the question': { messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'Why is the sky blue? ' }] },
    'the instructions': { messages: [{ role: 'system', content: 'Be long.' }, { role: 'user', content: 'Why is the sky blue?' }] },
    'the history': { messages: [{ role: 'user', content: 'Hi' }, { role: 'assistant', content: 'Hi!' }, ...chat.messages] },
    'a tool': { tools: [{ name: 'look_up' }] },
    'a setting': { temperature: 0.3 },
    'the form of the answer': { response_format: { type: 'json_object' } },
    'a field that only the vendor knows': { extra: { 'openai-chat': { logit_bias: { 50256: 100 } } } },
    'the dialect of such a field': { extra: { 'anthropic-messages': { logit_bias: { 50256: -100 } } } },
  };
  for (const [what, more] of Object.entries(other)) {
    it(`is another with ${what}`, () => assert.notEqual(key(more), key()));
  }

  it('is another for another cache, sharer, list of models or answer limit', () => {
    const keys = [{}, { cache: 'other' }, { sharedBy: 'user:bob' }, { models: ['OpenAI/gpt-5'] }, { models: ['a', 'b'] }, { models: ['b', 'a'] }, { maxTokens: 10 }];
    assert.equal(new Set(keys.map((where) => key({}, where))).size, keys.length);
  });

  it('takes no text for a part of another, and no number for a text', () => {
    assert.notEqual(key({}, { models: ['a,1:b'] }), key({}, { models: ['a', 'b'] }));
    assert.notEqual(key({}, { cache: 'a', sharedBy: '1:b' }), key({}, { cache: 'a,3:1', sharedBy: 'b' }));
    const schema = (value: unknown) => key({ response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { value } } } });
    const values = [1, '1', true, 'true', null, 'null', [], {}, [[]], [''], { a: {} }, { a: [] }, { 'a2:{}': '' }, ['a', 'b'], ['a,1:b'], [1, 2], [12], ['1', 2]];
    assert.equal(new Set(values.map(schema)).size, values.length);
  });

  it('is short, whatever the size of the chat', () => {
    assert.ok(key({ messages: [{ role: 'user', content: 'x'.repeat(1_000_000) }] }).length < 60);
  });
});

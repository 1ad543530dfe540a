import assert from 'node:assert/strict';
import type { Chat } from '../../../src/chat/chat';
import { anthropicMessages } from '../../../src/outbound/anthropic-messages/anthropic-messages';
import type { Target } from '../../../src/outbound/dialect';
import { targetOf } from '../../kit/outbound/target';

type Json = Record<string, unknown>;

const claude = targetOf('anthropic', 'claude-haiku-4-5', { maxOutput: 64_000, thinking: 'budget', can: { prefill: true } });
const newest = targetOf('anthropic', 'claude-opus-5', { maxOutput: 128_000, thinking: 'adaptive', efforts: ['none', 'low', 'medium', 'high', 'xhigh', 'max'], refuses: ['sampling'] });
const old = targetOf('anthropic', 'claude-opus-4-1', { maxOutput: 32_000, thinking: 'budget', can: { json: 'object', prefill: true } });

function send(chat: Partial<Chat>, target: Target = claude, how = { stream: false } as { stream: boolean; maxTokens?: number }) {
  const { call, warnings } = anthropicMessages.encode({ messages: [{ role: 'user', content: 'Hello' }], stream: how.stream, ...chat }, target, how);
  return { call, body: JSON.parse(String(call.body)) as Json & { messages: { role: string; content: string | Json[] }[] }, warned: warnings.map(({ field }) => field) };
}

const callOf = (id: string, name: string, args = '{}') => ({ type: 'tool_call' as const, id, name, arguments: args });

describe('anthropic-messages encoder', () => {
  it('makes the call: address, version, body, and no secret', () => {
    const { call, body, warned } = send({}, claude, { stream: true });
    assert.equal(call.url, 'https://api.anthropic.com/v1/messages');
    assert.deepEqual(call.headers, { 'content-type': 'application/json', accept: 'text/event-stream', 'anthropic-version': '2023-06-01' });
    assert.deepEqual(body, { model: 'claude-haiku-4-5', max_tokens: 64_000, messages: [{ role: 'user', content: 'Hello' }], stream: true });
    assert.deepEqual(warned, []);
    assert.equal(send({}, { ...claude, address: 'https://api.example.com/anthropic/v1' }).call.url, 'https://api.example.com/anthropic/v1/messages');
  });

  it('always has an answer limit: the wish, at most what the model can, or what it can, or 4096 with a warning', () => {
    assert.equal(send({ max_tokens: 10 }).body.max_tokens, 10);
    assert.equal(send({ max_tokens: 10 }, claude, { stream: false, maxTokens: 5 }).body.max_tokens, 5);
    assert.deepEqual([send({ max_tokens: 100_000 }).body.max_tokens, send({ max_tokens: 100_000 }).warned], [64_000, ['max_tokens']]);
    const unknown = send({}, targetOf('other-anthropic', 'm'));
    assert.deepEqual([unknown.body.max_tokens, unknown.warned], [4_096, ['max_tokens']]);
  });

  it('hoists system and developer messages, and tells when one stood in the middle', () => {
    const { body, warned } = send({ messages: [{ role: 'system', content: 'A' }, { role: 'developer', content: 'B' }, { role: 'user', content: 'x' }] });
    assert.deepEqual(body.system, [{ type: 'text', text: 'A' }, { type: 'text', text: 'B' }]);
    assert.deepEqual([body.messages.length, warned], [1, []]);
    assert.equal(send({ messages: [{ role: 'system', content: 'A' }, { role: 'user', content: 'x' }] }).body.system, 'A');
    assert.deepEqual(send({ messages: [{ role: 'user', content: 'x' }, { role: 'system', content: 'A' }, { role: 'user', content: 'y' }] }).warned, ['messages']);
  });

  it('merges turns of one role, begins with the user, and leaves out empty texts', () => {
    const { body, warned } = send({ messages: [
      { role: 'assistant', content: 'Hi' }, { role: 'user', content: 'a' }, { role: 'user', content: [{ type: 'text', text: '' }, { type: 'text', text: 'b' }] },
      { role: 'assistant', content: '' }, { role: 'user', content: 'c' },
    ] });
    assert.deepEqual(body.messages, [
      { role: 'user', content: 'Go on.' }, { role: 'assistant', content: 'Hi' },
      { role: 'user', content: [{ type: 'text', text: 'a' }, { type: 'text', text: 'b' }, { type: 'text', text: 'c' }] },
    ]);
    assert.deepEqual(warned, ['messages']);
  });

  it('puts all results of a turn into one user turn, in front of its text, under ids that are admitted', () => {
    const { body } = send({ messages: [
      { role: 'user', content: 'x' }, { role: 'assistant', content: [{ type: 'text', text: 'Let me see.' }, callOf('call:1', 'sun', '{"a":1}'), callOf('toolu_2', 'rain', '')] },
      { role: 'tool', tool_call_id: 'call:1', content: '1' }, { role: 'user', content: 'And?' }, { role: 'tool', tool_call_id: 'toolu_2', content: 'broken', is_error: true },
    ], tools: [{ name: 'sun' }, { name: 'rain' }] });
    const [, said, results] = body.messages;
    const [text, first, second] = said?.content as Json[];
    assert.equal(text?.type, 'text');
    assert.match(String(first?.id), /^[A-Za-z0-9_-]+$/);
    assert.deepEqual([first?.input, second?.input, second?.id], [{ a: 1 }, {}, 'toolu_2']);
    assert.deepEqual(results, { role: 'user', content: [
      { type: 'tool_result', tool_use_id: first?.id, content: '1' }, { type: 'tool_result', tool_use_id: 'toolu_2', content: 'broken', is_error: true }, { type: 'text', text: 'And?' },
    ] });
  });

  it('names tools that were called before where none is offered now, since a call without a tool is refused', () => {
    const { body } = send({ messages: [{ role: 'user', content: 'x' }, { role: 'assistant', content: [callOf('toolu_1', 'home.light')] }, { role: 'tool', tool_call_id: 'toolu_1', content: 'on' }] });
    assert.deepEqual([body.tools, body.tool_choice], [[{ name: 'home_light', input_schema: { type: 'object' } }], { type: 'none' }]);
  });

  it('writes images and files by data URL and by address, and leaves out with a warning what it cannot', () => {
    const { body, warned } = send({ messages: [{ role: 'user', content: [
      { type: 'image_url', image_url: { url: 'data:image/PNG;base64,AA==' } }, { type: 'image_url', image_url: { url: 'https://a/b.jpg', detail: 'low' } },
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,BB==' } }, { type: 'file', file: { file_data: 'data:text/plain;base64,SGk=' } },
      { type: 'image_url', image_url: { url: 'data:image/tiff;base64,AA==' } }, { type: 'file', file: { file_id: 'file-abc' } }, { type: 'input_audio', input_audio: { data: 'AA==', format: 'wav' } },
    ] }] });
    assert.deepEqual(body.messages[0]?.content, [
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA==' } }, { type: 'image', source: { type: 'url', url: 'https://a/b.jpg' } },
      { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'BB==' }, title: 'a.pdf' },
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'Hi' } },
    ]);
    assert.equal(warned.length, 3);
  });

  it('sends signed thinking back as it was, and never another model\'s', () => {
    const signed = { type: 'reasoning' as const, text: 'hm', extra: { 'anthropic-messages': { signature: 'S' } } };
    const redacted = { type: 'foreign' as const, extra: { 'anthropic-messages': { type: 'redacted_thinking', data: 'X' } } };
    const { body } = send({ messages: [{ role: 'user', content: 'x' }, { role: 'assistant', content: [signed, redacted, callOf('toolu_1', 'sun')] }, { role: 'tool', tool_call_id: 'toolu_1', content: '1' }] });
    assert.deepEqual((body.messages[1]?.content as Json[]).slice(0, 2), [{ type: 'thinking', thinking: 'hm', signature: 'S' }, { type: 'redacted_thinking', data: 'X' }]);
    const foreign = send({ messages: [{ role: 'user', content: 'x' }, { role: 'assistant', content: [{ type: 'reasoning', text: 'a' }, { type: 'text', text: 'y' }] }, { role: 'user', content: 'z' }] });
    assert.deepEqual([foreign.body.messages[1], foreign.warned], [{ role: 'assistant', content: 'y' }, ['messages']]);
  });

  it('keeps cache_control and other fields of its own dialect', () => {
    const extra = { 'anthropic-messages': { cache_control: { type: 'ephemeral' } }, 'openai-chat': { foo: 1 } };
    const { body } = send({
      messages: [{ role: 'system', content: [{ type: 'text', text: 'A', extra }] }, { role: 'user', content: [{ type: 'text', text: 'x', extra }] }],
      tools: [{ name: 'sun', extra }], extra: { 'anthropic-messages': { service_tier: 'auto', top_k: 5 }, 'openai-chat': { store: true } },
    });
    const control = { cache_control: { type: 'ephemeral' } };
    assert.deepEqual(body.system, [{ ...control, type: 'text', text: 'A' }]);
    assert.deepEqual(body.messages[0]?.content, [{ ...control, type: 'text', text: 'x' }]);
    assert.deepEqual((body.tools as Json[])[0], { ...control, name: 'sun', input_schema: { type: 'object', properties: {} } });
    assert.deepEqual([body.service_tier, body.top_k, body.store], ['auto', 5, undefined]);
  });

  describe('an assistant message that stands last', () => {
    const chat: Partial<Chat> = { messages: [{ role: 'user', content: 'x' }, { role: 'assistant', content: 'Once upon ' }] };
    it('is continued by models that can, without white space at its end', () => assert.deepEqual(send(chat).body.messages[1], { role: 'assistant', content: 'Once upon' }));
    it('is left out with a warning for those that cannot, and beside formats and thinking', () => {
      for (const { body, warned } of [send(chat, newest), send({ ...chat, reasoning_effort: 'low' })]) assert.deepEqual([body.messages.length, warned], [1, ['messages']]);
    });
  });

  describe('tool choice', () => {
    const tools = [{ name: 'sun' }, { name: 'rain' }];
    const choice = (more: Partial<Chat>, target = claude) => send({ tools, ...more }, target).body.tool_choice;
    it('has Anthropic\'s words, with the switch for single calls inside', () => {
      assert.deepEqual(choice({ tool_choice: 'required' }), { type: 'any' });
      assert.deepEqual(choice({ tool_choice: { name: 'rain' }, parallel_tool_calls: false }), { type: 'tool', name: 'rain', disable_parallel_tool_use: true });
      assert.deepEqual(choice({ parallel_tool_calls: false }), { type: 'auto', disable_parallel_tool_use: true });
      assert.deepEqual([choice({ tool_choice: 'none' }), choice({ tool_choice: 'auto' }), choice({})], [{ type: 'none' }, { type: 'auto' }, undefined]);
    });
    it('is not forced where the model refuses that', () => {
      assert.deepEqual(choice({ tool_choice: 'required' }, targetOf('anthropic', 'claude-fable-5', { maxOutput: 9, refuses: ['forced tool'] })), { type: 'auto' });
    });
  });

  describe('JSON', () => {
    const format: Chat['response_format'] = { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object', properties: { n: { type: 'integer', minimum: 3, description: 'How many' } }, oneOf: [] } } };
    it('goes as an output format with a schema that Anthropic takes', () => {
      assert.deepEqual(send({ response_format: format }).body.output_config, { format: { type: 'json_schema', schema: {
        type: 'object', properties: { n: { type: 'integer', description: 'How many (minimum: 3)' } }, anyOf: [], additionalProperties: false,
      } } });
    });
    describe('with an object whose fields are not all named, which an output format could only leave empty', () => {
      const map = { type: 'object', additionalProperties: { type: 'number' } };
      const wished = (schema: Json): Json => send({ response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } }).body;
      for (const [what, inside] of Object.entries<Json>({
        'a map': map, 'a list of maps': { type: 'array', items: map }, 'one of several': { anyOf: [{ type: 'null' }, map] }, 'any JSON': { type: 'object' },
      })) {
        it(`goes as a tool with the schema as it is: ${what}`, () => {
          const schema = { type: 'object', properties: { scores: inside }, required: ['scores'] };
          const body = wished(schema);
          assert.deepEqual([body.output_config, (body.tools as Json[])[0]?.input_schema], [undefined, schema]);
        });
      }
      it('but not where an object is closed, or names its fields', () => {
        for (const inside of [{ type: 'object', properties: {}, additionalProperties: false }, { type: 'object', properties: { a: {} }, additionalProperties: true }]) {
          assert.ok(wished({ type: 'object', properties: { inside } }).output_config);
        }
      });
      it('leaves a tool that wants one unstrict', () => {
        const tool = (parameters: Json): Json => (send({ tools: [{ name: 'save', strict: true, parameters }] }).body.tools as Json[])[0] ?? {};
        const open = { type: 'object', properties: { scores: map } };
        assert.deepEqual([tool(open).strict, tool(open).input_schema], [undefined, open]);
        assert.equal(tool({ type: 'object', properties: { n: { type: 'number' } } }).strict, true);
      });
    });
    describe('with more parts than a grammar may have', () => {
      const wide: Json = { type: 'object', properties: Object.fromEntries(Array.from({ length: 40_000 }, (_, at) => [`field${at}`, { type: 'string' }])) };
      let deep: Json = { type: 'object', properties: { end: { type: 'string' } } };
      for (let level = 0; level < 1_500; level++) deep = { type: 'object', properties: { next: deep } };
      for (const [what, schema] of Object.entries({ wide, deep })) {
        it(`goes as a tool, as it is, and a tool goes unstrict: ${what}`, () => {
          const { body, warned } = send({ response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } });
          assert.equal(body.output_config, undefined);
          assert.ok(JSON.stringify((body.tools as Json[])[0]?.input_schema) === JSON.stringify(schema));
          assert.deepEqual(warned, ['response_format']);
          assert.equal((send({ tools: [{ name: 'save', strict: true, parameters: schema }] }).body.tools as Json[])[0]?.strict, undefined);
        });
      }
    });
    describe('with a part that holds itself, which an output format cannot', () => {
      const text = { type: 'string' };
      const closed = (properties: Json, more: Json = {}): Json => ({ type: 'object', properties, ...more });
      const list = (items: Json): Json => ({ type: 'array', items });
      const recursive: Record<string, Json> = {
        'a tree of the whole': closed({ name: text, under: list({ $ref: '#' }) }),
        'a definition of itself': closed({ top: { $ref: '#/$defs/node' } }, { $defs: { node: closed({ under: list({ $ref: '#/$defs/node' }) }) } }),
        'two that hold each other': closed({ a: { $ref: '#/definitions/a' } }, { definitions: { a: closed({ b: { $ref: '#/definitions/b~1c' } }), 'b/c': closed({ a: { $ref: '#/definitions/a' } }) } }),
      };
      for (const [what, schema] of Object.entries(recursive)) {
        it(`goes as a tool, and a tool goes unstrict: ${what}`, () => {
          const { body, warned } = send({ response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } });
          assert.deepEqual([body.output_config, (body.tools as Json[])[0]?.input_schema, warned], [undefined, schema, ['response_format']]);
          assert.equal((send({ tools: [{ name: 'save', strict: true, parameters: schema }] }).body.tools as Json[])[0]?.strict, undefined);
        });
      }
      it('but not where definitions hang on one another in a long chain', () => {
        const links = Array.from({ length: 600 }, (_, at) => [`d${at}`, closed(at === 599 ? { name: text } : { next: { $ref: `#/$defs/d${at + 1}` } })]);
        const schema = closed({ first: { $ref: '#/$defs/d0' } }, { $defs: Object.fromEntries(links) });
        assert.ok(send({ response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } }).body.output_config);
      });
      it('but not where one definition is used twice', () => {
        const schema = closed({ from: { $ref: '#/$defs/place' }, to: { $ref: '#/$defs/place' } }, { $defs: { place: closed({ name: text }) } });
        assert.ok(send({ response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } }).body.output_config);
      });
    });
    it('goes as a tool that must be called for older models, with a warning', () => {
      const { body, warned } = send({ response_format: format }, old);
      assert.deepEqual([(body.tools as Json[])[0]?.name, body.tool_choice, warned], ['json_answer', { type: 'tool', name: 'json_answer', disable_parallel_tool_use: true }, ['response_format']]);
      const beside = send({ response_format: format, tools: [{ name: 'sun' }] }, old);
      assert.deepEqual([(beside.body.tools as Json[]).length, beside.body.tool_choice], [2, { type: 'any', disable_parallel_tool_use: true }]);
    });
    it('of any shape is asked in words, with a warning', () => {
      const { body, warned } = send({ response_format: { type: 'json_object' } });
      assert.match(String(body.system), /JSON/);
      assert.deepEqual(warned, ['response_format']);
    });
  });

  describe('reasoning effort', () => {
    it('is a budget below the answer limit for older models', () => {
      const { body, warned } = send({ reasoning_effort: 'medium', max_tokens: 10_000, temperature: 0.5 });
      assert.deepEqual([body.thinking, body.temperature, warned], [{ type: 'enabled', budget_tokens: 5_000 }, undefined, ['temperature']]);
      assert.deepEqual(send({ reasoning_effort: 'low', max_tokens: 2_000 }).body.thinking, { type: 'enabled', budget_tokens: 1_024 });
      assert.deepEqual([send({ reasoning_effort: 'high', max_tokens: 1_000 }).body.thinking, send({ reasoning_effort: 'high', max_tokens: 1_000 }).warned], [undefined, ['reasoning_effort']]);
      assert.equal(send({ reasoning_effort: 'none' }).body.thinking, undefined);
    });
    it('is adaptive thinking with an effort for newer ones', () => {
      const { body } = send({ reasoning_effort: 'high' }, newest);
      assert.deepEqual([body.thinking, body.output_config], [{ type: 'adaptive' }, { effort: 'high' }]);
      assert.deepEqual(send({ reasoning_effort: 'none' }, newest).body.thinking, { type: 'disabled' });
    });
    it('gives way to a forced tool, and to a tool loop whose thinking is not there', () => {
      assert.deepEqual([send({ reasoning_effort: 'high', tools: [{ name: 'sun' }], tool_choice: 'required' }).body.thinking], [undefined]);
      const loop: Partial<Chat> = { reasoning_effort: 'high', messages: [{ role: 'user', content: 'x' }, { role: 'assistant', content: [callOf('a', 'sun')] }, { role: 'tool', tool_call_id: 'a', content: '1' }], tools: [{ name: 'sun' }] };
      assert.deepEqual([send(loop).body.thinking, send(loop).warned], [undefined, ['reasoning_effort']]);
    });
    it('of the client\'s own making stands above all', () => {
      const own = { type: 'enabled', budget_tokens: 2_000 };
      assert.deepEqual(send({ reasoning_effort: 'high', extra: { 'anthropic-messages': { thinking: own } } }).body.thinking, own);
    });
  });

  it('drops with a warning what Anthropic has no word for, and maps what it has', () => {
    const { body, warned } = send({ temperature: 1.5, top_p: 0.9, seed: 1, presence_penalty: 1, stop: ['END', '\n'], user: 'u1', extra: { 'openai-chat': { logit_bias: {} } } });
    assert.deepEqual([body.temperature, body.top_p, body.stop_sequences, body.metadata], [1, undefined, ['END'], { user_id: 'u1' }]);
    assert.deepEqual(warned.sort(), ['logit_bias', 'presence_penalty', 'seed', 'stop', 'temperature', 'top_p']);
    assert.deepEqual(send({ temperature: 0 }, newest).warned, ['temperature']);
  });
});

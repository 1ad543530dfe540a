import assert from 'node:assert/strict';
import type { Arbitrary } from 'fast-check';
import type { Chat } from '../../../src/chat/chat';
import type { Part } from '../../../src/chat/part';
import { openAiChat } from '../../../src/inbound/openai-chat/openai-chat';
import { readChat } from '../../../src/inbound/openai-chat/read';
import type { Target } from '../../../src/outbound/dialect';
import { openaiChat as openAiProvider } from '../../../src/outbound/openai-chat/openai-chat';
import { Collector } from '../../../src/run/collect';
import type { Answer } from '../../../src/run/outcome';
import { headWith, outcomeWith } from '../../kit/outcomes';
import { fromTestPackage } from '../../kit/test-package';

const fc = fromTestPackage<typeof import('fast-check')>('fast-check');

/** A vendor that takes all that the dialect has: then nothing may be lost or changed. */
const target: Target = {
  provider: 'OpenAI', address: 'https://api.example.com/v1',
  vendor: {
    id: 'openai', label: 'OpenAI', dialect: 'openai-chat', address: '', auth: 'bearer', keyVariables: [], starters: [],
    differs: { developerRole: true, customTools: true, maxTokensField: 'max_completion_tokens', replayReasoning: 'reasoning_content', echoes: true, signatures: true },
  },
  model: { name: 'gpt-4.1-mini', tags: [], can: { tools: true, images: true, audio: true, files: true, json: 'schema', reasoning: false, prefill: false } },
};

const text = fc.string({ unit: 'grapheme' });
const word = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_-]{0,20}$/);
/** Fields that nobody knows, awkward names among them. */
const unknown = fc.dictionary(fc.constantFrom('x_new', 'cache_control', 'weight', 'constructor', 'toString', 'extra', 'messages_2'), fc.jsonValue(), { maxKeys: 2, noNullPrototype: true });
const with_ = (known: Arbitrary<object>) => fc.tuple(unknown, known).map(([more, fields]) => ({ ...more, ...fields }));
const optional = (fields: Record<string, Arbitrary<unknown>>) => fc.record(fields, { requiredKeys: [], noNullPrototype: true });

const part = with_(fc.oneof(
  fc.record({ type: fc.constant('text'), text }),
  fc.record({ type: fc.constant('image_url'), image_url: with_(fc.record({ url: fc.webUrl() })) }),
  fc.record({ type: fc.constant('input_audio'), input_audio: fc.record({ data: fc.base64String(), format: fc.constant('wav') }) }),
  fc.record({ type: fc.constant('file'), file: fc.record({ file_id: word }) }),
  fc.record({ type: fc.constant('new_kind'), thing: fc.jsonValue() }),
));
const content = fc.oneof(text, fc.array(part, { minLength: 1, maxLength: 3 }));
const call = with_(fc.oneof(
  fc.record({ id: word, type: fc.constant('function'), function: with_(fc.record({ name: word, arguments: fc.json() })) }),
  fc.record({ id: word, type: fc.constant('custom'), custom: with_(fc.record({ name: word, input: text })) }),
));
const input = with_(fc.tuple(fc.record({ role: fc.constantFrom('system', 'developer', 'user'), content }), optional({ name: word })).map(([needed, more]) => ({ ...needed, ...more })));
const assistant = with_(fc.oneof(
  fc.record({ role: fc.constant('assistant'), content }),
  fc.record({ role: fc.constant('assistant'), content: fc.oneof(fc.constant(null), text), tool_calls: fc.array(call, { minLength: 1, maxLength: 3 }) }),
  fc.record({ role: fc.constant('assistant'), content: text, reasoning_content: fc.string({ minLength: 1 }) }),
  fc.record({ role: fc.constant('assistant'), content: fc.constant(null), refusal: fc.string({ minLength: 1 }) }),
));
const result = with_(fc.record({ role: fc.constant('tool'), tool_call_id: word, content: text }));
const tool = fc.oneof(
  with_(fc.record({
    type: fc.constant('function'),
    function: with_(fc.tuple(fc.record({ name: word }), optional({ description: text, parameters: fc.dictionary(word, fc.jsonValue(), { noNullPrototype: true }), strict: fc.boolean() })).map(([needed, more]) => ({ ...needed, ...more }))),
  })),
  with_(fc.record({ type: fc.constantFrom('web_search', 'custom'), custom: fc.record({ name: word }) })),
);
const settings = optional({
  temperature: fc.double({ min: 0, max: 2, noNaN: true }).map((value) => value + 0), top_p: fc.constantFrom(0, 0.5, 1), seed: fc.integer().map((value) => value + 0), presence_penalty: fc.constant(1), frequency_penalty: fc.constant(-1),
  stop: fc.array(text, { minLength: 1, maxLength: 4 }), max_completion_tokens: fc.integer({ min: 1 }), reasoning_effort: fc.constantFrom('low', 'high'), user: word,
  response_format: fc.oneof(
    fc.constant({ type: 'text' }), fc.constant({ type: 'json_object', x: 1 }), fc.record({ type: fc.constant('grammar'), grammar: text }),
    fc.record({ type: fc.constant('json_schema'), json_schema: fc.record({ name: word, schema: fc.dictionary(word, fc.jsonValue(), { noNullPrototype: true }), strict: fc.boolean() }) }),
  ),
  logit_bias: fc.constant({ 50256: -100 }), store: fc.boolean(), service_tier: word,
});
const tools = optional({ parallel_tool_calls: fc.boolean(), tool_choice: fc.oneof(fc.constantFrom('auto', 'none', 'required'), fc.constant({ type: 'function', function: { name: 'f' } }), fc.constant({ type: 'allowed_tools', allowed_tools: {} })) });
const stream = fc.oneof(fc.constant({}), optional({ include_obfuscation: fc.boolean() }).map((more) => ({ stream: true, stream_options: { ...more, include_usage: true } })));

const body = fc.tuple(
  unknown, settings, stream, fc.option(fc.tuple(tools, fc.array(tool, { minLength: 1, maxLength: 3 })), { nil: undefined }),
  // The last one is a user's, as it is with every vendor that continues no answer.
  fc.tuple(fc.array(fc.oneof(input, assistant, result), { maxLength: 5 }), fc.record({ role: fc.constant('user'), content })),
).map(([more, set, streamed, offered, [messages, last]]) => ({
  ...more, ...set, ...streamed, ...(offered && { ...offered[0], tools: offered[1] }), model: target.model.name, messages: [...messages, last],
}));

const answer = fc.record({
  reasoning: text, text, refusal: fc.constantFrom('', 'No.'),
  calls: fc.array(fc.record({ id: word, name: word, arguments: fc.json(), custom: fc.boolean(), signed: fc.boolean() }), { maxLength: 3 }),
  extras: fc.subarray([{ reply: { service_tier: 'flex' } }, { choice: { logprobs: { content: [1] } } }, { message: { annotations: [{ type: 'url_citation' }] } }]),
  usage: fc.record({ input: fc.nat(), output: fc.nat(), cacheRead: fc.constant(0) }, { noNullPrototype: true }),
}).map(({ reasoning, text: words, refusal, calls, extras, usage }): Part[] => [
  ...[...reasoning].map((piece): Part => ({ type: 'reasoning', text: piece })), ...[...words].map((piece): Part => ({ type: 'text', text: piece })),
  ...(refusal ? [{ type: 'refusal' as const, text: refusal }] : []),
  ...calls.flatMap((made, index): Part[] => [
    { type: 'tool_call', index, id: `${made.id}${index}`, name: made.name, ...(made.custom && { custom: true }) },
    ...(made.signed ? [{ type: 'extra' as const, dialect: 'openai-chat' as const, value: { message: { tool_calls: [{ index, extra_content: { google: { thought_signature: 'abc' } } }] } } }] : []),
    { type: 'tool_arguments', index, text: made.arguments },
  ]),
  ...extras.map((value): Part => ({ type: 'extra', dialect: 'openai-chat', value })),
  { type: 'finish', reason: calls.length > 0 ? 'tool_calls' : 'stop', vendorReason: calls.length > 0 ? 'tool_calls' : 'stop' }, { type: 'usage', usage },
]);

function collected(parts: readonly Part[]) {
  const collector = new Collector();
  collector.add(parts);
  return collector;
}

describe('an answer from OpenAI that goes to an OpenAI client', () => {
  const chat: Chat = { messages: [], stream: true };
  const outcomeOf = (parts: readonly Part[]) => {
    const { answer: made, usage } = collected(parts);
    return { outcome: outcomeWith({ answer: made, usage }), made, usage };
  };
  /** Our own account is no part of what the vendor said. */
  const withoutOurs = (made: Answer): Answer => ({
    ...made, extras: made.extras.flatMap(({ dialect, value }) => {
      const { llm, ...reply } = (value.reply ?? {}) as Record<string, unknown>;
      return llm === undefined ? [{ dialect, value }] : Object.keys(reply).length > 0 ? [{ dialect, value: { reply } }] : [];
    }),
  });

  it('arrives as a stream with nothing lost, whatever the batches', () => {
    fc.assert(fc.property(answer, fc.infiniteStream(fc.integer({ min: 1, max: 5 })), (parts, sizes) => {
      const { outcome, made, usage } = outcomeOf(parts);
      const writer = openAiChat.writer({ include_usage: true });
      let wire = writer.open(headWith());
      for (let at = 0; at < parts.length;) {
        const size = sizes.next().value;
        wire += writer.push(parts.slice(at, at + size));
        at += size;
      }
      wire += writer.end(outcome);
      const decoder = openAiProvider.decoder(chat, target, { stream: true });
      const read = collected(wire.split('\n\n').slice(0, -1).flatMap((event) => decoder.event({ data: event.slice(6) })));
      assert.deepEqual(withoutOurs(read.answer), made);
      assert.deepEqual(read.usage, usage);
      assert.equal(decoder.done, true);
    }), { numRuns: 200 });
  });

  it('arrives whole with nothing lost', () => {
    fc.assert(fc.property(answer, (parts) => {
      const { outcome, made, usage } = outcomeOf(parts);
      const read = collected(openAiProvider.decoder(chat, target, { stream: false }).whole(openAiChat.whole(outcome)));
      const inOrder = ({ content, extras, ...more }: Answer) => ({ ...more, content, extras: new Set(extras.map((extra) => JSON.stringify(extra))) });
      assert.deepEqual(inOrder(withoutOurs(read.answer)), inOrder(made));
      assert.deepEqual(read.usage, usage);
    }), { numRuns: 200 });
  });
});

describe('an OpenAI body that goes to OpenAI', () => {
  it('arrives as it was sent, whatever it holds', () => {
    fc.assert(fc.property(body, (sent) => {
      const json = JSON.parse(JSON.stringify(sent)) as { stream?: boolean };
      const { call: encoded, warnings } = openAiProvider.encode(readChat(json), target, { stream: json.stream === true });
      assert.deepEqual(JSON.parse(encoded.body as string), json);
      assert.deepEqual(warnings, []);
    }), { numRuns: 300 });
  });

  it('leaves no trace of __proto__ keys', () => {
    const sent = '{"model":"gpt-4.1-mini","messages":[{"role":"user","content":"Hi","__proto__":{"a":1}}],"__proto__":{"b":1}}';
    const { call: encoded } = openAiProvider.encode(readChat(JSON.parse(sent)), target, { stream: false });
    assert.deepEqual(JSON.parse(encoded.body as string), { model: 'gpt-4.1-mini', messages: [{ role: 'user', content: 'Hi' }] });
    assert.doesNotMatch(encoded.body as string, /__proto__/);
  });
});

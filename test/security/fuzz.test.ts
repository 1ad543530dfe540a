import assert from 'node:assert/strict';
import type * as FastCheck from 'fast-check';
import type { Chat } from '../../src/chat/chat';
import { FailureError } from '../../src/chat/failure';
import { readPlan } from '../../src/decide/read-plan';
import { openAiChat } from '../../src/inbound/openai-chat/openai-chat';
import { readPrompt } from '../../src/inbound/prompt';
import { providerDialects } from '../../src/outbound';
import { parseAnswer } from '../../nodes/kit/chat';
import { readClient } from '../../nodes/kit/read-client';
import { llmOf, planOf, setLlm, type Message } from '../../nodes/kit/message';
import { sessionOf, userOf } from '../../nodes/kit/session';
import { ThinkTags } from '../../src/outbound/openai-chat/think-tags';
import type { Decoder, Target } from '../../src/outbound/dialect';
import { times } from '../kit/long-run';
import { targetOf } from '../kit/outbound/target';
import { say } from '../kit/scripted-net';
import { finish, hear, testCore } from '../kit/test-core';
import { fromTestPackage } from '../kit/test-package';

const fc = fromTestPackage<typeof FastCheck>('fast-check');
const runs = times(3_300, 33_000);
const mostMs = 50;

/** Names that mean something to us, to JavaScript, or to nobody. */
const names = fc.oneof(
  fc.constantFrom('messages', 'role', 'content', 'type', 'text', 'tool_calls', 'function', 'name', 'arguments', 'tools', 'parameters', 'model', 'stream', 'stream_options',
    'max_tokens', 'stop', 'response_format', 'json_schema', 'image_url', 'url', 'do', 'use', 'node', 'budget', 'limitMicros', 'plan', 'reply', 'tried', 'calls', 'session', 'metadata'),
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'length', 'hasOwnProperty', 'then', 'toJSON', 'polluted'),
  fc.string({ maxLength: 8 }),
);
const words = fc.constantFrom('user', 'assistant', 'system', 'tool', 'text', 'image_url', 'function', 'auto', 'use', 'backup', 'budget', 'memory', 'cache', 'data:image/png;base64,AAAA', '__proto__', '', '\ud800', '\u0000', 'a'.repeat(5_000));
const { tree } = fc.letrec((tie) => ({
  leaf: fc.oneof(words, fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.constant(undefined)),
  list: fc.array(tie('tree'), { maxLength: 5 }),
  // By JSON, as from the wire: "__proto__" is then a field like any other.
  object: fc.array(fc.tuple(names, tie('tree')), { maxLength: 6 }).map((entries) => {
    const made: Record<string, unknown> = {};
    for (const [name, value] of entries) Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true });
    return made;
  }),
  tree: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('list'), tie('object')),
}));
/** Near enough to a request to get past the first checks. */
const body = fc.record({ model: tree, messages: fc.array(fc.record({ role: words, content: tree, tool_calls: tree, name: tree }, { requiredKeys: [] }), { maxLength: 4 }), tools: tree, stream: tree, stop: tree, response_format: tree }, { requiredKeys: ['messages'] });
/** Near enough to what vendors send, whole or in pieces, to get past the first checks. */
const call = fc.record({ index: fc.oneof(fc.nat(3), tree), id: tree, type: words, function: fc.oneof(tree, fc.record({ name: tree, arguments: tree })), custom: tree }, { requiredKeys: [] });
const said = fc.record({ role: words, content: tree, refusal: tree, reasoning: tree, reasoning_content: tree, reasoning_details: tree, tool_calls: fc.oneof(tree, fc.array(fc.oneof(call, tree), { maxLength: 3 })), function_call: tree }, { requiredKeys: [] });
const openAiReply = fc.record({
  id: tree, model: tree, error: tree, usage: tree, x_groq: tree,
  choices: fc.array(fc.oneof(tree, fc.record({ index: fc.constantFrom(0, 0, 1, '0'), delta: said, message: said, finish_reason: fc.oneof(fc.constantFrom('stop', 'tool_calls', 'error', null), tree), usage: tree }, { requiredKeys: [] })), { maxLength: 2 }),
}, { requiredKeys: ['choices'] });
const block = fc.oneof(tree, fc.record({ type: fc.constantFrom('text', 'thinking', 'redacted_thinking', 'tool_use', 'server_tool_use', 'text_delta', 'thinking_delta', 'signature_delta', 'input_json_delta', 'citations_delta'), text: tree, thinking: tree, signature: tree, data: tree, id: tree, name: tree, input: tree, partial_json: tree, citation: tree, stop_reason: tree, stop_sequence: tree, stop_details: tree }, { requiredKeys: ['type'] }));
const anthropicReply = fc.record({
  type: fc.constantFrom('message', 'message_start', 'content_block_start', 'content_block_delta', 'content_block_stop', 'message_delta', 'message_stop', 'ping', 'error'),
  id: tree, model: tree, message: fc.oneof(tree, fc.record({ id: tree, usage: tree, container: tree, content: tree }, { requiredKeys: [] })), content: fc.oneof(tree, fc.array(block, { maxLength: 3 })),
  content_block: block, delta: block, index: tree, usage: tree, error: tree, stop_reason: tree, stop_sequence: tree, stop_details: tree,
}, { requiredKeys: ['type'] });
const reply = fc.oneof(openAiReply, anthropicReply);
const anything = fc.oneof(tree, body, fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withTypedArray: true }));

/** Does it: quickly, and with nothing but a failure that says what is wrong. */
function bears(work: () => unknown): unknown {
  let result: unknown;
  let best = Infinity;
  // What else the machine does counts only once.
  for (let at = 0; at < 3 && best > mostMs; at++) {
    const before = process.cpuUsage();
    try { result = work(); } catch (problem) {
      assert.ok(problem instanceof FailureError, `threw ${String((problem as Error)?.stack ?? problem)}`);
      result = undefined;
    }
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1_000);
  }
  assert.ok(best <= mostMs, `took ${best} ms`);
  clean();
  return result;
}

function clean(): void {
  assert.equal(({} as Record<string, unknown>).polluted, undefined, 'a prototype was polluted');
  assert.deepEqual(Object.keys(Object.prototype), []);
  assert.deepEqual(Object.keys(Array.prototype), []);
}

describe('fuzzed input: never crashes, never hangs, never pollutes a prototype', function () {
  this.timeout(times(60_000, 600_000));

  it('as the body of a request, on its way to every vendor', () => {
    const targets = Object.keys(providerDialects) as (keyof typeof providerDialects)[];
    fc.assert(fc.property(anything, (value) => {
      const chat = bears(() => openAiChat.read(value)) as Chat | undefined;
      bears(() => readClient({ headers: {} }, value));
      if (chat) for (const id of targets) bears(() => providerDialects[id].encode(chat, target(id), { stream: true, maxTokens: undefined }));
    }), { numRuns: runs });
  });

  it('as a prompt, as a plan and as a message of a flow', () => {
    fc.assert(fc.property(anything, anything, (value, other) => {
      bears(() => readPrompt(value, 'payload'));
      bears(() => readPlan(value));
      bears(() => {
        const msg = { payload: value, llm: other, sessionId: value, _session: other, _client: value, user: other } as unknown as Message;
        llmOf(msg);
        planOf(msg);
        sessionOf(msg, undefined);
        userOf(msg, undefined);
        setLlm(msg, { calls: 1 });
        assert.equal(Object.getPrototypeOf(msg.llm), Object.prototype, 'msg.llm inherits what came on the message');
      });
    }), { numRuns: runs });
  });

  it('as a reply of a vendor, in any pieces', () => {
    const ids = Object.keys(providerDialects) as (keyof typeof providerDialects)[];
    fc.assert(fc.property(fc.array(fc.oneof({ weight: 3, arbitrary: reply.map(textOf) }, anything.map(textOf), fc.string()), { maxLength: 5 }), fc.constantFrom(...ids), (texts, id) => {
      const make = () => decoderOf(id);
      bears(() => {
        const decoder = make();
        for (const data of texts) decoder.event({ data });
        decoder.end();
      });
      bears(() => make().whole(texts.join('')));
      bears(() => make().whole(texts[0] ?? ''));
      bears(() => providerDialects[id].failure({ status: 400, headers: {}, body: texts[0] ?? '' }, target(id), 0));
    }), { numRuns: runs });
  });

  it('as a whole run: it always ends, once, with everything given back', async () => {
    const replies = fc.option(fc.array(reply.map(textOf), { minLength: 1, maxLength: 3 }), { nil: undefined });
    await fc.assert(fc.asyncProperty(anything, anything, replies, async (value, plan, told) => {
      const chat = bears(() => readPrompt(value, 'payload')) as Chat | undefined;
      const t = testCore(() => (told ? [{ head: 200 }, ...told.map((data) => ({ data: `data: ${data}\n\n` })), { end: true }] : say('ok')));
      const run = t.core.run(chat ?? value as Chat, plan, { models: [{ name: 'one' }] });
      run.pipe(hear());
      const outcome = await finish(t.clock, run.done);
      assert.ok(['answered', 'failed'].includes(outcome.status));
      assert.ok(!/report this/.test(outcome.failure?.message ?? '') || chat === undefined, outcome.failure?.message);
      assert.equal(t.net.open(), 0);
      assert.deepEqual(await t.store.level('slots:A'), { spent: 0, held: 0 });
      clean();
    }), { numRuns: times(250, 2_500) });
  });

  it('as text made to be slow to look at', () => {
    const megabyte = 1024 * 1024;
    const texts = ['a'.repeat(megabyte), ' '.repeat(megabyte), '\n'.repeat(megabyte), '世'.repeat(megabyte / 2), '👩‍🚀'.repeat(megabyte / 8), 'data:image/png;base64,'.padEnd(megabyte, 'A'), '{"a":'.repeat(megabyte / 5), '<'.repeat(megabyte), 'Bearer '.repeat(megabyte / 7), 'sk-'.repeat(megabyte / 3), `\`\`\`json${'\n'.repeat(1_500)}{`,
      '1'.repeat(megabyte), 'model '.repeat(megabyte / 6), `retry in ${'1m'.repeat(megabyte / 2)}x`];
    // As long as the network lets headers be.
    const mostOfHeaders = 31 * 1024;
    for (const text of texts) {
      for (const content of [text, [{ type: 'text', text }], [{ type: 'image_url', image_url: { url: text } }]]) bears(() => openAiChat.read({ messages: [{ role: 'user', content }] }));
      bears(() => parseAnswer(text, 'm'));
      bears(() => openAiChat.read({ messages: [{ role: 'user', content: 'Hi' }], model: text, stop: text }));
      bears(() => providerDialects['openai-chat'].failure({ status: 400, headers: {}, body: text.slice(0, 64 * 1024) }, target('openai-chat'), 0));
      bears(() => providerDialects['openai-chat'].failure({ status: 400, headers: {}, body: JSON.stringify({ error: { message: text.slice(0, 64 * 1024) } }) }, target('openai-chat'), 0));
      for (const id of Object.keys(providerDialects) as (keyof typeof providerDialects)[]) {
        bears(() => providerDialects[id].failure({ status: 429, headers: {}, body: JSON.stringify({ error: { message: 'x', details: [{ retryDelay: text.slice(0, 60 * 1024) }] } }) }, target(id), 0));
        for (const name of ['retry-after', 'retry-after-ms', 'date']) bears(() => providerDialects[id].failure({ status: 429, headers: { [name]: text.slice(0, mostOfHeaders) }, body: '' }, target(id), 0));
        for (const name of ['x-ratelimit-reset-requests', 'x-ratelimit-remaining-tokens', 'anthropic-ratelimit-tokens-reset', 'date']) {
          bears(() => providerDialects[id].limits({ 'x-ratelimit-remaining-requests': '1', 'anthropic-ratelimit-tokens-remaining': '1', [name]: text.slice(0, mostOfHeaders) }));
        }
        // An event of a stream may be far longer than the body of an error.
        for (const error of [{ message: text }, { message: 'x', code: text }, { message: 'x', param: text }, { message: 'x', details: [{ retryDelay: text }] }, { message: 'x', metadata: { raw: text } }, { message: 'x', metadata: { headers: { 'X-RateLimit-Reset': text } } }]) {
          const data = JSON.stringify({ type: 'error', error });
          bears(() => decoderOf(id).event({ name: 'error', data }));
        }
      }
    }
    for (const piece of [' ', '\n', '<', '<think>', '</think', 'a']) {
      bears(() => {
        const tags = new ThinkTags();
        for (let at = 0; at < 20_000; at++) tags.push(piece);
        tags.rest();
      });
    }
  });
});

function target(id: keyof typeof providerDialects): Target {
  return targetOf(id === 'openai-chat' ? 'openai' : 'anthropic', 'm');
}

function decoderOf(id: keyof typeof providerDialects): Decoder {
  return providerDialects[id].decoder({ messages: [{ role: 'user', content: 'Hi' }], stream: true }, target(id), { stream: true, maxTokens: undefined });
}

function textOf(value: unknown): string {
  try { return JSON.stringify(value) ?? ''; } catch { return '[]'; }
}

import assert from 'node:assert/strict';
import { failure, type Failure } from '../../../src/chat/failure';
import type { Part } from '../../../src/chat/part';
import { openAiChat } from '../../../src/inbound/openai-chat/openai-chat';
import type { Outcome } from '../../../src/run/outcome';
import { answerSaying, headWith, outcomeWith } from '../../kit/outcomes';
import { fromTestPackage } from '../../kit/test-package';

const { OpenAI } = fromTestPackage<typeof import('openai')>('openai');
const ask = { model: 'auto', messages: [{ role: 'user' as const, content: 'Hi' }] };

/** OpenAI's own client, whose every request is answered with this. */
function clientOf(reply: () => Response) {
  let asked = 0;
  const client = new OpenAI({ apiKey: 'none', baseURL: 'http://localhost/v1', fetch: async () => { asked++; return reply(); } });
  return { client, asked: () => asked };
}

function streamed(batches: Part[][], outcome: Outcome = outcomeWith()) {
  const writer = openAiChat.writer({ include_usage: true });
  const body = writer.open(headWith()) + batches.map((parts) => writer.push(parts)).join('') + writer.end(outcome);
  return clientOf(() => new Response(body, { headers: { 'content-type': openAiChat.streamType } })).client;
}

function refused(refusal: Failure) {
  const { status, headers, body } = openAiChat.refuse(refusal);
  return clientOf(() => new Response(body, { status, headers }));
}

describe('OpenAI\'s own client', () => {
  it('reads a streamed answer', async () => {
    const client = streamed([[{ type: 'text', text: 'Hel' }], [{ type: 'text', text: 'lo' }, { type: 'text', text: '!' }, { type: 'finish', reason: 'stop' }]]);
    let text = '';
    let tokens: number | undefined;
    for await (const chunk of await client.chat.completions.create({ ...ask, stream: true })) {
      text += chunk.choices[0]?.delta.content ?? '';
      tokens = chunk.usage?.total_tokens;
    }
    assert.deepEqual([text, tokens], ['Hello!', 15]);
  });

  it('puts a streamed answer with calls together', async () => {
    const client = streamed([
      [{ type: 'reasoning', text: 'Hm.' }, { type: 'text', text: 'Let me see.' }],
      [{ type: 'tool_call', index: 0, id: 'c1', name: 'f' }, { type: 'tool_arguments', index: 0, text: '{"a"' }],
      [{ type: 'tool_arguments', index: 0, text: ':1}' }, { type: 'tool_call', index: 1, id: 'c2', name: 'g' }, { type: 'tool_arguments', index: 1, text: '{}' }],
      [{ type: 'extra', dialect: 'openai-chat', value: { reply: { service_tier: 'default' } } }, { type: 'finish', reason: 'tool_calls' }],
    ]);
    const whole = await client.chat.completions.stream(ask).finalChatCompletion();
    assert.equal(whole.choices[0]?.finish_reason, 'tool_calls');
    assert.equal(whole.choices[0]?.message.content, 'Let me see.');
    assert.deepEqual(whole.choices[0]?.message.tool_calls?.map((call) => (call.type === 'function' ? [call.id, call.function.name, call.function.arguments] : [])), [['c1', 'f', '{"a":1}'], ['c2', 'g', '{}']]);
  });

  it('throws where a stream breaks off, with what was said', async () => {
    const client = streamed([[{ type: 'text', text: 'Hel' }]], outcomeWith({ status: 'failed', failure: failure('interrupted', 'The line to OpenAI broke.') }));
    await assert.rejects(async () => {
      for await (const chunk of await client.chat.completions.create({ ...ask, stream: true })) assert.notEqual(chunk.choices[0]?.finish_reason, 'stop');
    }, /The line to OpenAI broke/);
  });

  it('reads a whole answer', async () => {
    const { client } = clientOf(() => new Response(openAiChat.whole(outcomeWith({ answer: answerSaying('Hello!') })), { headers: { 'content-type': openAiChat.wholeType } }));
    const whole = await client.chat.completions.create(ask);
    assert.deepEqual([whole.choices[0]?.message.content, whole.usage?.total_tokens, whole.model], ['Hello!', 15, 'gpt-5-mini']);
  });

  it('does not multiply the load: it tries a refused request once', async () => {
    for (const kind of ['rate_limited', 'overloaded', 'server', 'slow'] as const) {
      const { client, asked } = refused(failure(kind, 'Busy.', { retryAfterMs: 1 }));
      await assert.rejects(async () => await client.chat.completions.create(ask));
      assert.equal(asked(), 1, kind);
    }
  });

  it('shows the message, the code and the field', async () => {
    await assert.rejects(async () => await refused(failure('bad_request', 'messages is empty.', { field: 'messages' })).client.chat.completions.create(ask),
      { status: 400, code: 'LLM_BAD_REQUEST', param: 'messages', type: 'invalid_request_error', message: '400 messages is empty.' });
  });
});

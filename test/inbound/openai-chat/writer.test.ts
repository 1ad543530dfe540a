import assert from 'node:assert/strict';
import { failure } from '../../../src/chat/failure';
import type { Part } from '../../../src/chat/part';
import { openAiChat } from '../../../src/inbound/openai-chat/openai-chat';
import { answerSaying, headWith, outcomeWith } from '../../kit/outcomes';

interface Chunk { id: string; object: string; created: number; model: string; choices: { index: number; delta: Record<string, unknown>; finish_reason: string | null }[]; [more: string]: unknown }

function chunksOf(text: string): (Chunk | '[DONE]')[] {
  assert.ok(text === '' || text.endsWith('\n\n'));
  return text.split('\n\n').slice(0, -1).map((event) => {
    assert.match(event, /^data: [^\n]*$/);
    return event === 'data: [DONE]' ? '[DONE]' : JSON.parse(event.slice(6)) as Chunk;
  });
}

function opened(includeUsage = false) {
  const writer = openAiChat.writer({ include_usage: includeUsage });
  const first = chunksOf(writer.open(headWith()));
  return { writer, first };
}
const deltas = (parts: Part[]) => chunksOf(opened().writer.push(parts)).map((chunk) => (chunk === '[DONE]' ? chunk : chunk.choices[0]?.delta));

describe('writing a stream of chat.completion.chunk', () => {
  it('begins with the role, under the name of the model that answers', () => {
    assert.deepEqual(opened().first, [{
      id: 'chatcmpl-run1', object: 'chat.completion.chunk', created: 1_795_521_600, model: 'gpt-5-mini',
      choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }],
    }]);
  });

  it('has one chunk for texts that follow each other, and keeps the order of all else', () => {
    assert.deepEqual(deltas([
      { type: 'reasoning', text: 'H' }, { type: 'reasoning', text: 'm' }, { type: 'text', text: 'a' }, { type: 'text', text: '"\n\n' }, { type: 'text', text: '\ud83d\ude00' },
      { type: 'refusal', text: 'No' }, { type: 'text', text: 'b' },
    ]), [{ reasoning_content: 'Hm' }, { content: 'a"\n\n😀' }, { refusal: 'No' }, { content: 'b' }]);
  });

  it('names a call once, then sends its arguments by index', () => {
    assert.deepEqual(deltas([
      { type: 'tool_call', index: 0, id: 'c1', name: 'f' }, { type: 'tool_arguments', index: 0, text: '{"a"' },
      { type: 'tool_call', index: 1, id: 'c2', name: 'sh', custom: true }, { type: 'tool_arguments', index: 1, text: 'ls' }, { type: 'tool_arguments', index: 0, text: ':1}' },
    ]), [
      { tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'f', arguments: '' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '{"a"' } }] },
      { tool_calls: [{ index: 1, id: 'c2', type: 'custom', custom: { name: 'sh', input: '' } }] },
      { tool_calls: [{ index: 1, custom: { input: 'ls' } }] },
      { tool_calls: [{ index: 0, function: { arguments: ':1}' } }] },
    ]);
  });

  it('puts what only OpenAI says back in its place, never over its own fields', () => {
    const [chunk] = chunksOf(opened().writer.push([
      { type: 'extra', dialect: 'openai-chat', value: { reply: { service_tier: 'default', model: 'other' }, choice: { logprobs: { content: [] }, index: 7 }, message: { annotations: [1] } } },
    ]));
    assert.deepEqual(chunk, {
      id: 'chatcmpl-run1', object: 'chat.completion.chunk', created: 1_795_521_600, model: 'gpt-5-mini', service_tier: 'default',
      choices: [{ index: 0, delta: { annotations: [1] }, logprobs: { content: [] }, finish_reason: null }],
    });
  });

  it('says in one chunk what a vendor says of a call, since clients look no further', () => {
    const signature = { extra_content: { google: { thought_signature: 'abc' } } };
    const of = (index: number): Part => ({ type: 'extra', dialect: 'openai-chat', value: { message: { tool_calls: [{ index, ...signature }] } } });
    assert.deepEqual(deltas([{ type: 'tool_call', index: 0, id: 'c1', name: 'f' }, of(0)]),
      [{ tool_calls: [{ index: 0, ...signature, id: 'c1', type: 'function', function: { name: 'f', arguments: '' } }] }]);
    assert.deepEqual(deltas([of(3)]), [{ tool_calls: [{ index: 3, ...signature, function: {} }] }]);
  });

  it('says nothing of what has no words here', () => {
    assert.deepEqual(deltas([{ type: 'extra', dialect: 'openai-chat', value: { message: { content: [{ type: 'reference' }] } } }, { type: 'start', id: 'x', model: 'y' }, { type: 'usage', usage: { input: 1, output: 1 } }, { type: 'extra', dialect: 'anthropic-messages', value: { a: 1 } }]), []);
    assert.equal(opened().writer.push([]), '');
  });

  it('ends with the reason and [DONE]', () => {
    const { writer } = opened();
    const finish = chunksOf(writer.push([{ type: 'finish', reason: 'length' }]));
    assert.deepEqual(finish.map((chunk) => chunk !== '[DONE]' && chunk.choices), [[{ index: 0, delta: {}, finish_reason: 'length' }]]);
    assert.equal(writer.end(outcomeWith({ answer: answerSaying('Hi', { finish: 'length' }) })), 'data: [DONE]\n\n');
  });

  it('gives the reason at the end where the vendor gave none', () => {
    const [finish, done] = chunksOf(opened().writer.end(outcomeWith()));
    assert.ok(finish && finish !== '[DONE]' && finish.choices[0]?.finish_reason === 'stop');
    assert.equal(done, '[DONE]');
  });

  it('has usage, and what became of the request, in a chunk of its own where the client asks for it', () => {
    const { writer } = opened(true);
    writer.push([{ type: 'finish', reason: 'stop' }]);
    const [usage, done] = chunksOf(writer.end(outcomeWith({ usage: { input: 12, output: 3, cacheRead: 4, reasoning: 2 }, warnings: ['seed was left out.'] })));
    assert.deepEqual(usage, {
      id: 'chatcmpl-run1', object: 'chat.completion.chunk', created: 1_795_521_600, model: 'gpt-5-mini', choices: [],
      usage: {
        prompt_tokens: 12, completion_tokens: 3, total_tokens: 15, prompt_tokens_details: { cached_tokens: 4 }, completion_tokens_details: { reasoning_tokens: 2 },
      },
      llm: {
        id: 'run1', model: 'gpt-5-mini', provider: 'OpenAI', why: 'cheapest of 3 that fit', cost: 0.001234, tokens: { in: 12, out: 3 },
        ms: { first: 250, total: 901 }, cached: false, tries: 1, warnings: ['seed was left out.'],
      },
    });
    assert.equal(done, '[DONE]');
  });

  it('has null for usage, cost and times that are unknown, never 0', () => {
    const [, usage] = chunksOf(opened(true).writer.end(outcomeWith({ usage: undefined, costMicros: null, firstTokenMs: undefined })));
    assert.ok(usage && usage !== '[DONE]');
    assert.equal(usage.usage, null);
    const llm = usage.llm as Record<string, unknown>;
    assert.deepEqual([llm.cost, llm.tokens, llm.ms], [null, { in: null, out: null }, { first: null, total: 901 }]);
  });

  it('ends with the error alone where the answer broke off: [DONE] would make it look whole', () => {
    const broken = failure('interrupted', 'The line to OpenAI broke. Ask again.', { model: 'gpt-5-mini' });
    const { writer } = opened(true);
    writer.push([{ type: 'text', text: 'Hel' }]);
    assert.deepEqual(chunksOf(writer.end(outcomeWith({ status: 'failed', failure: broken }))), [
      { error: { message: 'The line to OpenAI broke. Ask again.', type: 'server_error', param: null, code: 'LLM_INTERRUPTED' } },
    ]);
  });

  it('ends a refusal in the midst of an answer as OpenAI does, by a finish reason', () => {
    const [finish, done] = chunksOf(opened().writer.end(outcomeWith({ status: 'failed', failure: failure('refused', 'The filter stopped it.') })));
    assert.ok(finish && finish !== '[DONE]' && finish.choices[0]?.finish_reason === 'content_filter');
    assert.equal(done, '[DONE]');
  });

  it('says nothing to a client that has gone', () => {
    assert.equal(opened().writer.end(outcomeWith({ status: 'cancelled', failure: failure('cancelled', 'The client has gone.') })), '');
  });
});

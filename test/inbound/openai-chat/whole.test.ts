import assert from 'node:assert/strict';
import { failure } from '../../../src/chat/failure';
import { openAiChat } from '../../../src/inbound/openai-chat/openai-chat';
import type { Answer, Outcome } from '../../../src/run/outcome';
import { answerSaying, outcomeWith } from '../../kit/outcomes';

interface Body { choices: { message: Record<string, unknown>; finish_reason: string; [more: string]: unknown }[]; [more: string]: unknown }
const body = (more: Partial<Outcome> = {}, text?: string) => JSON.parse(openAiChat.whole(outcomeWith(more), text)) as Body;
const answered = (answer: Partial<Answer>, text?: string) => body({ answer: answerSaying('', answer) }, text).choices[0]!;

describe('writing a whole chat.completion', () => {
  it('has OpenAI\'s shape, and what became of the request beside the usage', () => {
    assert.deepEqual(body(), {
      id: 'chatcmpl-run1', object: 'chat.completion', created: 1_795_521_600, model: 'gpt-5-mini',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hello!', refusal: null }, logprobs: null, finish_reason: 'stop' }],
      usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 },
      llm: {
        id: 'run1', model: 'gpt-5-mini', provider: 'OpenAI', why: 'cheapest of 3 that fit', cost: 0.001234, tokens: { in: 12, out: 3 },
        ms: { first: 250, total: 901 }, cached: false, tries: 1, warnings: [],
      },
    });
  });

  it('says of the usage what is known', () => {
    const usage = (more: object) => (body({ usage: { input: 12, output: 3, ...more } }).usage);
    const counts = { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 };
    assert.deepEqual(usage({ cacheRead: 4, reasoning: 2 }), { ...counts, prompt_tokens_details: { cached_tokens: 4 }, completion_tokens_details: { reasoning_tokens: 2 } });
    assert.deepEqual(usage({ cacheWrite: 5 }), { ...counts, prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 5 } });
    assert.deepEqual(usage({ cacheRead: 0, cacheWrite: 0 }), { ...counts, prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 } });
  });

  it('has calls beside null content, and reasoning in a field of its own', () => {
    const call = { type: 'tool_call' as const, id: 'c1', name: 'f', arguments: '{}' };
    const custom = { type: 'tool_call' as const, id: 'c2', name: 'sh', arguments: 'ls', custom: true as const };
    const choice = answered({ content: [{ type: 'reasoning', text: 'Hm.' }, call, custom], finish: 'tool_calls' });
    assert.deepEqual(choice, {
      index: 0, logprobs: null, finish_reason: 'tool_calls', message: {
        role: 'assistant', content: null, refusal: null, reasoning_content: 'Hm.',
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } }, { id: 'c2', type: 'custom', custom: { name: 'sh', input: 'ls' } }],
      },
    });
  });

  it('says of a call what its vendor said', () => {
    const call = { type: 'tool_call' as const, id: 'c1', name: 'f', arguments: '{}' };
    const extras = [{ dialect: 'openai-chat' as const, value: { message: { tool_calls: [{ index: 1, extra_content: { a: 1 } }] } } }];
    assert.deepEqual(answered({ content: [call, { ...call, id: 'c2' }], extras }).message.tool_calls, [
      { id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } }, { extra_content: { a: 1 }, id: 'c2', type: 'function', function: { name: 'f', arguments: '{}' } },
    ]);
  });

  it('has a refusal in its own field', () => {
    assert.deepEqual(answered({ content: [{ type: 'refusal', refusal: 'No.' }] }).message, { role: 'assistant', content: null, refusal: 'No.' });
  });

  it('has an empty text for an answer without words, since clients expect one', () => assert.equal(answered({ content: [] }).message.content, ''));

  it('puts the extras of a stream together: lists joined, of all else the last', () => {
    const extra = (value: Record<string, unknown>) => ({ dialect: 'openai-chat' as const, value });
    const whole = body({
      answer: answerSaying('Hi', {
        extras: [
          extra({ reply: { service_tier: 'default', id: 'no' }, choice: { logprobs: { content: [{ token: 'H' }], refusal: null } } }),
          { dialect: 'anthropic-messages', value: { reply: { other: 1 } } },
          extra({ choice: { logprobs: { content: [{ token: 'i' }], refusal: null } }, message: { annotations: [{ type: 'url_citation' }], role: 'tool' } }),
        ],
      }),
    });
    assert.equal(whole.service_tier, 'default');
    assert.equal(whole.id, 'chatcmpl-run1');
    assert.equal(whole.other, undefined);
    assert.deepEqual(whole.choices[0]!.logprobs, { content: [{ token: 'H' }, { token: 'i' }], refusal: null });
    assert.deepEqual(whole.choices[0]!.message, { role: 'assistant', content: 'Hi', refusal: null, annotations: [{ type: 'url_citation' }] });
  });

  it('says what a flow made of the answer, and leaves out what belonged to the old words', () => {
    const extras = [{ dialect: 'openai-chat' as const, value: { choice: { logprobs: { content: [] } }, message: { annotations: [1] } } }];
    assert.deepEqual(answered({ content: [{ type: 'text', text: 'Damn!' }, { type: 'refusal', refusal: 'No.' }], extras }, 'D***!'), {
      index: 0, logprobs: null, finish_reason: 'stop', message: { role: 'assistant', content: 'D***!', refusal: null },
    });
    assert.equal(answered({ content: [] }, '').message.content, '');
  });

  it('is an error for a failure, unless a flow has words for it', () => {
    const failed = { status: 'failed' as const, failure: failure('server', 'OpenAI failed (500).'), answer: undefined, head: undefined, usage: undefined };
    assert.deepEqual(body(failed), { error: { message: 'OpenAI failed (500).', type: 'server_error', param: null, code: 'LLM_UNAVAILABLE' } });
    const sorry = body(failed, 'Sorry, try later.');
    assert.equal(sorry.choices[0]!.message.content, 'Sorry, try later.');
    assert.equal(sorry.model, 'gpt-5-mini');
    assert.equal(sorry.usage, null);
  });

  it('ends what a filter stopped with content_filter', () => {
    const stopped = body({ status: 'failed', failure: failure('refused', 'The filter stopped it.'), answer: answerSaying('Hel') });
    assert.equal(stopped.choices[0]!.finish_reason, 'content_filter');
    assert.equal(stopped.choices[0]!.message.content, 'Hel');
  });
});

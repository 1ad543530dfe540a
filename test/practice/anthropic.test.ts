import assert from 'node:assert/strict';
import type { Anthropic as Client } from '@anthropic-ai/sdk';
import { startPractice, type Practice } from '../kit/practice-provider';
import { fromTestPackage } from '../kit/test-package';

const { Anthropic } = fromTestPackage<typeof import('@anthropic-ai/sdk')>('@anthropic-ai/sdk');

const weather: Client.Tool = { name: 'get_weather', description: 'The weather of a city', input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } };

describe('practice provider, with the official Anthropic client', () => {
  let practice: Practice;
  let client: Client;
  const connect = (apiKey = 'any-key') => new Anthropic({ apiKey, baseURL: practice.url, maxRetries: 0 });
  const say = (content: string, more: Partial<Client.MessageCreateParamsNonStreaming> = {}) =>
    client.messages.create({ model: 'practice-claude', max_tokens: 1000, messages: [{ role: 'user', content }], ...more });
  const textOf = (message: Client.Message) => message.content.map((block) => (block.type === 'text' ? block.text : '')).join('');

  before(async () => {
    practice = await startPractice();
    client = connect();
  });
  after(() => practice.close());

  it('lists its models in the vendor\'s own shape', async () => {
    const page = await client.models.list();
    assert.deepEqual(page.data.map(({ id, type }) => [id, type]), [['practice-flaky', 'model'], ['practice-claude', 'model']]);
    assert.equal((await client.models.retrieve('practice-claude')).display_name, 'practice-claude');
  });

  it('answers, and knows its instructions', async () => {
    const message = await say('What are your instructions?', { system: 'Speak like a pirate.' });
    assert.match(textOf(message), /my answers are canned.*Speak like a pirate/s);
    assert.equal(message.stop_reason, 'end_turn');
    assert.ok(message.usage.input_tokens > 0 && message.usage.output_tokens > 0);
  });

  it('streams the same words and the same usage', async () => {
    const whole = await say('Hello');
    const streamed = await client.messages.stream({ model: 'practice-claude', max_tokens: 1000, messages: [{ role: 'user', content: 'Hello' }] }).finalMessage();
    assert.equal(textOf(streamed), textOf(whole));
    assert.equal(streamed.stop_reason, 'end_turn');
    assert.deepEqual(streamed.usage, whole.usage);
  });

  it('calls tools, streamed and whole, and answers from their results', async () => {
    const messages: Client.MessageParam[] = [{ role: 'user', content: 'The weather in Rome and Oslo, please' }];
    const called = await client.messages.stream({ model: 'practice-claude', max_tokens: 1000, messages, tools: [weather] }).finalMessage();
    const uses = called.content.filter((block): block is Client.ToolUseBlock => block.type === 'tool_use');
    assert.equal(called.stop_reason, 'tool_use');
    assert.deepEqual(uses.map(({ input }) => input), [{ city: 'Rome' }, { city: 'Oslo' }]);

    const results = uses.map(({ id }) => ({ type: 'tool_result' as const, tool_use_id: id, content: 'rain' }));
    const answered = await client.messages.create({ model: 'practice-claude', max_tokens: 1000, tools: [weather], messages: [...messages, { role: 'assistant', content: called.content }, { role: 'user', content: results }] });
    assert.match(textOf(answered), /`get_weather` says: rain; `get_weather` says: rain/);
  });

  it('answers to a schema', async () => {
    const schema = { type: 'object', properties: { capital: { type: 'string' } }, required: ['capital'], additionalProperties: false };
    const message = await say('Capital of France?', { output_config: { format: { type: 'json_schema', schema } } });
    assert.deepEqual(Object.keys(JSON.parse(textOf(message))), ['capital']);
  });

  it('names the stop text that ended it, and stops at the limit', async () => {
    const stopped = await say('Hello', { stop_sequences: ['canned'] });
    assert.deepEqual([stopped.stop_reason, stopped.stop_sequence], ['stop_sequence', 'canned']);
    assert.equal((await say('Hello', { max_tokens: 3 })).stop_reason, 'max_tokens');
  });

  it('refuses in the shape that makes the right error class', async () => {
    await assert.rejects(connect('wrong-key').models.list(), Anthropic.AuthenticationError);
    await assert.rejects(say('Hi', { model: 'nobody' }), Anthropic.NotFoundError);
    await assert.rejects(say('', {}), Anthropic.BadRequestError);
    await assert.rejects(say('Hi', { max_tokens: 0 }), (error) => error instanceof Anthropic.BadRequestError && /max_tokens/.test(error.message));
  });

  it('tells how much of its limits is left', async () => {
    const { response } = await client.messages.create({ model: 'practice-claude', max_tokens: 10, messages: [{ role: 'user', content: 'Hi' }] }).withResponse();
    assert.ok(Number(response.headers.get('anthropic-ratelimit-requests-remaining')) > 0);
    assert.ok(Date.parse(response.headers.get('anthropic-ratelimit-tokens-reset')!) > 0);
  });
});

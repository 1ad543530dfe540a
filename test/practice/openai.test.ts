import assert from 'node:assert/strict';
import type { OpenAI as Client } from 'openai';
import { startPractice, type Practice } from '../kit/practice-provider';
import { fromTestPackage } from '../kit/test-package';

const openai = fromTestPackage<typeof import('openai')>('openai');

type Tool = Client.Chat.Completions.ChatCompletionFunctionTool;
const tool = (name: string, property: string): Tool => ({
  type: 'function',
  function: { name, description: `Looks up the ${name}`, parameters: { type: 'object', properties: { [property]: { type: 'string' } }, required: [property] } },
});
const user = (content: string) => ({ role: 'user' as const, content });

describe('practice provider, with the official openai client', () => {
  let practice: Practice;
  let client: Client;
  const connect = (apiKey = 'any-key') => new openai.OpenAI({ apiKey, baseURL: `${practice.url}/v1`, maxRetries: 0 });
  const say = async (content: string, more: Partial<Client.Chat.Completions.ChatCompletionCreateParamsNonStreaming> = {}) =>
    (await client.chat.completions.create({ model: 'practice-mid', messages: [user(content)], ...more })).choices[0]!;

  before(async () => {
    practice = await startPractice();
    client = connect();
  });
  after(() => practice.close());

  it('lists models of different prices', async () => {
    const models = (await client.models.list()).data as (Client.Model & { pricing: { prompt: string } })[];
    assert.ok(models.length >= 6);
    assert.equal(new Set(models.map((model) => model.pricing.prompt)).size > 3, true);
    assert.equal((await client.models.retrieve('practice-best')).id, 'practice-best');
  });

  it('says that its answers are canned, and repeats the question', async () => {
    const { message, finish_reason } = await say('Hello there');
    assert.match(message.content!, /practice model.*my answers are canned.*“Hello there”/s);
    assert.equal(finish_reason, 'stop');
  });

  it('gives the same answer to the same question', async () => {
    assert.deepEqual((await say('A joke, please', { seed: 7 })).message, (await say('A joke, please', { seed: 7 })).message);
  });

  it('remembers a name and counts the messages before', async () => {
    const messages = [user('Hi, my name is Ada'), { role: 'assistant' as const, content: 'Hello' }, user('What is my name?')];
    const { choices } = await client.chat.completions.create({ model: 'practice-mid', messages });
    assert.match(choices[0]!.message.content!, /Your name is Ada/);
    assert.match(choices[0]!.message.content!, /2 earlier messages/);
  });

  it('speaks German, writes code and sees that it got an image', async () => {
    assert.match((await say('Hello', { model: 'practice-german' })).message.content!, /Übungsmodell/);
    assert.match((await say('anything', { model: 'practice-coder' })).message.content!, /```js\n/);
    const image = { type: 'image_url' as const, image_url: { url: 'data:image/png;base64,AAAA' } };
    const { choices } = await client.chat.completions.create({ model: 'practice-mid', messages: [{ role: 'user', content: [{ type: 'text', text: 'Look' }, image] }] });
    assert.match(choices[0]!.message.content!, /got an image/);
  });

  it('streams the same words, with usage in a chunk of its own', async () => {
    const whole = await client.chat.completions.create({ model: 'practice-mid', messages: [user('Hello')] });
    const stream = await client.chat.completions.create({ model: 'practice-mid', messages: [user('Hello')], stream: true, stream_options: { include_usage: true } });
    const chunks: Client.Chat.Completions.ChatCompletionChunk[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    assert.equal(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join(''), whole.choices[0]!.message.content);
    assert.ok(chunks.length > 10, 'word by word');
    assert.deepEqual(chunks.at(-1)!.choices, []);
    assert.deepEqual(chunks.at(-1)!.usage, whole.usage);
    assert.ok(chunks.slice(0, -1).every((chunk) => chunk.usage === null));
  });

  it('is read by the stream helper', async () => {
    const stream = client.chat.completions.stream({ model: 'practice-best', messages: [user('What is the weather in Paris?')], tools: [tool('get_weather', 'city')] });
    const { choices } = await stream.finalChatCompletion();
    assert.equal(choices[0]!.finish_reason, 'tool_calls');
  });

  it('calls a tool that the question asks for, several times where several things are named, and answers from the results', async () => {
    const tools = [tool('get_weather', 'city'), tool('send_mail', 'address')];
    const question = user('What is the weather in Paris and London?');
    const { message, finish_reason } = await say(question.content, { tools });
    assert.equal(finish_reason, 'tool_calls');
    const calls = (message.tool_calls ?? []) as Client.Chat.Completions.ChatCompletionMessageFunctionToolCall[];
    assert.deepEqual(calls.map((call) => [call.function.name, call.function.arguments]), [['get_weather', '{"city":"Paris"}'], ['get_weather', '{"city":"London"}']]);

    const results = calls.map((call, index) => ({ role: 'tool' as const, tool_call_id: call.id, content: `${10 + index} degrees` }));
    const { choices } = await client.chat.completions.create({ model: 'practice-mid', messages: [question, message, ...results], tools });
    assert.match(choices[0]!.message.content!, /`get_weather` says: 10 degrees; `get_weather` says: 11 degrees/);
  });

  it('obeys the tool choice', async () => {
    const tools = [tool('get_weather', 'city'), tool('send_mail', 'address')];
    assert.equal((await say('Hello', { tools })).finish_reason, 'stop');
    assert.equal((await say('Hello', { tools, tool_choice: 'required' })).message.tool_calls?.length, 1);
    assert.equal((await say('The weather in Paris', { tools, tool_choice: 'none' })).message.tool_calls, undefined);
    assert.equal((await say('The weather in Paris and London', { tools, parallel_tool_calls: false })).message.tool_calls?.length, 1);
    const { message } = await say('Hello', { tools, tool_choice: { type: 'function', function: { name: 'send_mail' } } });
    assert.match(JSON.stringify(message.tool_calls), /send_mail/);
  });

  it('answers as JSON, and to a schema', async () => {
    assert.equal(JSON.parse((await say('Give JSON', { response_format: { type: 'json_object' } })).message.content!).practice, true);
    const schema = {
      type: 'object', additionalProperties: false, required: ['mood', 'score', 'tags', 'next'],
      properties: { mood: { enum: ['good', 'bad'] }, score: { type: 'integer', minimum: 3 }, tags: { type: 'array', items: { type: 'string' }, minItems: 2 }, next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } },
    };
    const value = JSON.parse((await say('Rate it', { response_format: { type: 'json_schema', json_schema: { name: 'rating', schema } } })).message.content!);
    assert.deepEqual({ ...value, next: typeof value.next }, { mood: 'good', score: 3, tags: ['practice', 'practice'], next: 'object' });
  });

  it('ends at a stop text and at the token limit', async () => {
    const stopped = await say('Hello', { stop: ['canned'] });
    assert.match(stopped.message.content!, /my answers are $/);
    assert.equal(stopped.finish_reason, 'stop');
    const cut = await client.chat.completions.create({ model: 'practice-mid', messages: [user('Hello')], max_tokens: 5 });
    assert.equal(cut.choices[0]!.finish_reason, 'length');
    assert.equal(cut.usage!.completion_tokens, 5);
  });

  it('refuses in the shape that makes the right error class', async () => {
    await assert.rejects(connect('wrong-key').models.list(), (error) => error instanceof openai.AuthenticationError && error.code === 'invalid_api_key');
    await assert.rejects(say('Hi', { model: 'nobody' }), (error) => error instanceof openai.NotFoundError && error.code === 'model_not_found');
    await assert.rejects(say('Hi', { n: 2 }), (error) => error instanceof openai.BadRequestError && error.param === 'n');
    await assert.rejects(say('long '.repeat(20_000), { model: 'practice-small' }), (error) => error instanceof openai.BadRequestError && error.code === 'context_length_exceeded');
    const orphan = [user('Hi'), { role: 'tool' as const, tool_call_id: 'call_x', content: 'x' }];
    await assert.rejects(client.chat.completions.create({ model: 'practice-mid', messages: orphan }), openai.BadRequestError);
  });

  it('tells how much of its limits is left', async () => {
    const { response } = await client.chat.completions.create({ model: 'practice-small', messages: [user('Hi')] }).withResponse();
    const left = () => Number(response.headers.get('x-ratelimit-remaining-requests'));
    assert.ok(left() < Number(response.headers.get('x-ratelimit-limit-requests')));
    assert.match(response.headers.get('x-ratelimit-reset-tokens')!, /^[\d.]+s$/);
    assert.match(response.headers.get('x-request-id')!, /^req_/);
  });
});

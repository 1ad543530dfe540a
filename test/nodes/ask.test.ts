import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { parseAnswer } from '../../nodes/kit/chat';
import { gate } from '../kit/gate';
import { first, helper, load, next, providerNode, raised, withHelper } from '../kit/node-helper';
import { echo, scriptedProvider, type ScriptedProvider } from '../kit/scripted-provider';

const { log } = require('@node-red/util') as { log: { addHandler(handler: EventEmitter): void; removeHandler(handler: EventEmitter): void } };

describe('ask', () => {
  withHelper();
  let provider: ScriptedProvider;
  beforeEach(async () => { provider = await scriptedProvider(); });
  afterEach(() => provider.close());

  const ask = (more: Record<string, unknown> = {}): Record<string, unknown> => ({ id: 'ask', type: 'switchyard-ask', wires: [['out'], ['failed']], ...more });
  const ends = [{ id: 'out', type: 'helper' }, { id: 'failed', type: 'helper' }];
  const flow = (more: Record<string, unknown> = {}, ...others: Record<string, unknown>[]): Record<string, unknown>[] =>
    [providerNode(provider.address), ask(more), ...ends, ...others];
  const send = (msg: Record<string, unknown>): void => helper.getNode('ask').receive(msg);

  it('answers a text where it stood, and tells small facts on msg.llm', async () => {
    await load(flow());
    const out = next('out');
    send({ payload: 'Hello', topic: 'greeting' });
    const msg = await out;
    assert.equal(msg.payload, 'one: Hello');
    assert.equal(msg.topic, 'greeting');
    assert.equal(msg.llm?.outcome, 'answered');
    assert.equal(msg.llm?.model, 'one');
    assert.equal(msg.llm?.provider, 'Test');
    assert.equal(msg.llm?.cost, 0.00002);
    assert.deepEqual(msg.llm?.tokens, { in: 10, out: 5 });
    assert.equal(msg.llm?.tries, 1);
    assert.equal(msg.llm?.calls, 1);
    assert.deepEqual((msg.ai_meta as Record<string, unknown>).usage, { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 });
    assert.ok(JSON.stringify(msg.llm).length < 1000);
  });

  it('names the variable that a setting was to come from where that is not set', async () => {
    await load(flow({ tries: '${SWITCHYARD_TEST_UNSET}' }));
    const failed = next('failed');
    send({ payload: 'Hello' });
    assert.equal(((await failed).error as { message: string }).message, "'tries' is not valid: the variable SWITCHYARD_TEST_UNSET is not set. Set it, or open the node and correct it.");
  });

  it('names the field where its instructions cannot be filled in, its answer cannot be put, or its own text is blank', async () => {
    const wrong: [Record<string, unknown>, RegExp][] = [
      [{ instructions: 'You help {{name' }, /^The instructions cannot be filled in: Unclosed tag at 15\. Close what is opened with \{\{ in the ask node's Instructions\.$/],
      [{ answer: 'a..b' }, /^The answer cannot be put into msg\.a\.\.b: .*position 2\. Choose another place under 'Answer'\.$/],
      [{ promptType: 'str', prompt: '' }, /^the prompt is empty\. Put the question there\.$/],
    ];
    for (const [more, words] of wrong) {
      await load(flow(more));
      const failed = next('failed');
      send({ payload: 'Hello' });
      assert.match(((await failed).error as { message: string }).message, words);
      await helper.unload();
    }
  });

  it('answers Telegram\'s shape in its place', async () => {
    await load(flow({ prompt: 'payload.content' }));
    const out = next('out');
    send({ payload: { chatId: 7, type: 'message', content: 'Hi' } });
    assert.deepEqual((await out).payload, { chatId: 7, type: 'message', content: 'one: Hi' });
  });

  it('takes "msg." in front of a property for what people mean by it, and its own advice names the property without it', async () => {
    await load(flow({ prompt: 'msg.payload.content' }));
    const out = next('out');
    send({ payload: { chatId: 7, content: 'Hi' } });
    const msg = await out as unknown as Record<string, unknown>;
    assert.deepEqual([msg.payload, msg.msg], [{ chatId: 7, content: 'one: Hi' }, undefined]);
    await helper.unload();
    await load(flow({ answer: 'msg.category' }));
    const sorted = next('out');
    send({ payload: 'Hi' });
    const { payload, category } = await sorted as unknown as Record<string, unknown>;
    assert.deepEqual([payload, category], ['Hi', 'one: Hi']);
    const failed = next('failed');
    send({ payload: { chatId: 7, content: 'Hi' } });
    assert.match(String(((await failed).error as { message: string }).message), /such as payload\.content\.$/);
  });

  it('answers a body with messages, and a list of messages, as a text', async () => {
    await load(flow());
    const messages = [{ role: 'user', content: 'A' }];
    for (const payload of [{ messages }, messages]) {
      const out = next('out');
      send({ payload });
      assert.equal((await out).payload, 'one: A');
    }
  });

  it('puts instructions in front, filled in and not escaped', async () => {
    await load(flow({ instructions: 'Answer {{topic}} & say <{{payload}}> {{flow.who}} {{env.SWITCHYARD_TEST_WORD}}' }));
    process.env.SWITCHYARD_TEST_WORD = 'word';
    (helper.getNode('ask').context().flow as { set(key: string, value: unknown): void }).set('who', 'Ada');
    const out = next('out');
    send({ payload: '1 < 2', topic: "it's" });
    await out;
    assert.deepEqual(provider.calls[0]?.body.messages?.[0], { role: 'system', content: "Answer it's & say <1 < 2> Ada word" });
  });

  it('reads bytes in instructions as the text that they are', async () => {
    await load(flow({ instructions: 'Answer in {{lang}}.' }));
    const out = next('out');
    send({ payload: 'Hi', lang: Buffer.from('Märkisch') });
    await out;
    assert.deepEqual(provider.calls[0]?.body.messages?.[0], { role: 'system', content: 'Answer in Märkisch.' });
  });

  it('parses an answer as JSON, also out of a fence, and fails what is none', async () => {
    await load(flow({ answerAs: 'json' }));
    provider.script((call, number) => { call.text(number === 1 ? '```json\n{"a": 1}\n```' : 'no json'); call.finish(); });
    const out = next('out');
    send({ payload: 'give' });
    assert.deepEqual((await out).payload, { a: 1 });
    const failed = next('failed');
    send({ payload: 'give' });
    const msg = await failed;
    assert.equal((msg.error as { code: string }).code, 'LLM_BAD_ANSWER');
    assert.equal(msg.payload, 'give');
    assert.equal(msg.statusCode, 502);
  });

  it('finds the JSON in every kind of fence, and says of what is none only what kind of thing it is', () => {
    for (const text of ['```\n{"a":1}\n```', ' ```JSON \r\n\n{"a":1}\n\n``` \n', '```json\n{"a":1}```', '\n{"a":1}']) assert.deepEqual(parseAnswer(text, 'm'), { a: 1 });
    for (const [text, what] of [['Ada has cancer', 'like a text'], ['{"patient": "Ada has cancer', 'no end'], ['```json\n["Ada has cancer",]\n```', 'a mistake'], ['```js\n{"a":1}\n```', 'like a text'], [' ', 'empty'], ['```\n```', 'empty']] as const) {
      assert.throws(() => parseAnswer(text, 'm'), (problem: Error) => problem.message.includes(what) && !/Ada|cancer/.test(problem.message), text);
    }
  });

  it('sends a failure out by its port with the prompt, the plan and what was tried', async () => {
    await load(flow());
    provider.script((call) => call.reply(401, { error: { message: 'bad key' } }));
    const failed = next('failed');
    send({ payload: 'Hello', llm: { plan: [{ do: 'use', node: 'r', use: [{ name: 'one' }] }] } });
    const msg = await failed;
    assert.equal(msg.payload, 'Hello');
    assert.equal((msg.error as { code: string }).code, 'LLM_BAD_KEY');
    assert.equal(msg.statusCode, 502);
    assert.equal(msg.llm?.plan?.length, 1);
    assert.deepEqual(msg.llm?.tried, ['Test/one']);
    assert.equal(msg.llm?.runs, 1);
    assert.equal(msg.llm?.outcome, 'failed');
  });

  it('raises a failure for Catch nodes where its port has no wire', async () => {
    await load([providerNode(provider.address), ask({ wires: [['out'], []] }), ends[0]!, { id: 'catcher', type: 'catch', scope: null, wires: [['caught']] }, { id: 'caught', type: 'helper' }]);
    provider.script((call) => call.reply(400, { error: { message: 'no', type: 'invalid_request_error' } }));
    const caught = next('caught');
    send({ payload: 'Hello' });
    const msg = await caught;
    assert.equal((msg.error as { code: string }).code, 'LLM_BAD_REQUEST');
    assert.equal(msg.payload, 'Hello');
    assert.equal(msg.statusCode, 400);
  });

  it('raises a failure for Catch nodes where the wire leads to a node that is disabled', async () => {
    await load(flow({ wires: [['out'], ['disabled']] }));
    provider.script((call) => call.reply(401, { error: { message: 'bad key' } }));
    const error = raised('ask');
    send({ payload: 'Hi' });
    assert.equal((await error).code, 'LLM_BAD_KEY');
  });

  it('has an output for each reason when it is ticked', async () => {
    await load([providerNode(provider.address), ask({ outputs: 5, tries: 1, wires: [['out'], ['busy'], [], [], ['failed']] }), ...ends, { id: 'busy', type: 'helper' }]);
    provider.script((call) => call.reply(429, { error: { message: 'slow down' } }, { 'retry-after': '20' }));
    const busy = next('busy');
    send({ payload: 'Hello' });
    const msg = await busy;
    assert.equal((msg.error as { code: string }).code, 'LLM_RATE_LIMITED');
    assert.ok((msg.llm?.retryAfterMs ?? 0) > 15_000);
  });

  it('tells what is wrong with a prompt that cannot be asked', async () => {
    await load(flow());
    for (const payload of [undefined, '', {}, [1, 2], Symbol('x'), () => 1]) {
      const failed = next('failed');
      send({ payload });
      assert.equal(((await failed).error as { code: string }).code, 'LLM_BAD_REQUEST');
    }
    assert.equal(provider.calls.length, 0);
  });

  it('survives whatever a flow puts on msg.llm', async () => {
    await load(flow());
    for (const llm of ['text', 7, null, [], { plan: 'nonsense' }, { plan: [{ do: 'use' }] }, { tried: 3, calls: 'x', reply: {} }]) {
      const ended = first('out', 'failed');
      send({ payload: 'Hello', llm });
      assert.equal(typeof (await ended)[1].llm?.outcome, 'string');
    }
  });

  it('stops a loop without an exit', async () => {
    await load(flow({ maxCalls: 4, wires: [['ask', 'out'], ['failed']] }));
    provider.script(echo);
    const failed = next('failed');
    send({ payload: 'x' });
    const msg = await failed;
    assert.equal((msg.error as { code: string }).code, 'LLM_LOOP');
    assert.equal(provider.calls.length, 4);
  });

  it('asks only the chosen provider, by name or tag', async () => {
    await load([
      providerNode(provider.address, { models: [{ name: 'one', tags: 'small' }] }),
      providerNode(provider.address, { id: 'other', name: 'Other', models: [{ name: 'one', tags: 'small' }] }),
      ask({ provider: 'other', models: [{ name: 'small', share: 1 }] }), ...ends,
    ]);
    const out = next('out');
    send({ payload: 'Hello' });
    assert.equal((await out).llm?.provider, 'Other');
  });

  it('says so when its provider is gone', async () => {
    await load(flow({ provider: 'nobody' }));
    const failed = next('failed');
    send({ payload: 'Hello' });
    assert.match((((await failed).error as { message: string }).message), /provider of ask .* is missing/);
  });

  it('puts the whole decision on the message when asked to', async () => {
    await load(flow({ wholeDecision: true }));
    const out = next('out');
    send({ payload: 'Hello' });
    assert.deepEqual((await out).llm?.decision?.candidates.map(({ name }) => name).sort(), ['Test/one', 'Test/two']);
  });

  it('writes its line in the log when the message has gone on, and survives a log handler that fails', async () => {
    await load(flow());
    const seen: string[] = [];
    helper.getNode('out').on('input', () => { seen.push('message'); });
    const told = new Promise<string>((resolve) => { process.once('warning', ({ message }) => { resolve(message); }); });
    const handler = Object.assign(new EventEmitter(), { logLevel: 40 }).on('log', ({ msg }: { msg: string }) => {
      if (!/^one at Test: answered/.test(msg)) return;
      seen.push('log');
      throw new Error('the log server is gone');
    });
    log.addHandler(handler);
    try {
      send({ payload: 'Hello' });
      assert.match(await told, /log handler.*the log server is gone/);
      assert.deepEqual(seen, ['message', 'log']);
    } finally { log.removeHandler(handler); }
  });

  it('says which setting is wrong, and fails its messages', async () => {
    await load(flow({ tries: 'many', wires: [['out'], []] }));
    const error = raised('ask');
    send({ payload: 'Hello' });
    const problem = await error;
    assert.match(problem.message, /'tries' is not valid/);
    assert.equal(problem.code, 'LLM_BAD_REQUEST');
  });

  for (const outputs of [2, 5]) {
    it(`says which setting is wrong on its failed output where that is wired: ${outputs} outputs`, async () => {
      const wires = outputs === 2 ? [['out'], ['failed']] : [['out'], ['out'], ['out'], ['out'], ['failed']];
      await load([providerNode(provider.address), ask({ tries: '-3', outputs, wires }), ...ends]);
      const reached = first('out', 'failed');
      send({ payload: 'Hello' });
      const [end, { error, statusCode, payload, llm }] = await reached;
      assert.deepEqual([end, (error as { code: string }).code, statusCode, payload, llm?.outcome, llm?.runs], ['failed', 'LLM_BAD_REQUEST', 400, 'Hello', 'failed', 1]);
      assert.match((error as { message: string }).message, /'tries' is not valid/);
    });
  }

  it('shows the code of a failure that came before its run could begin', async () => {
    await load(flow());
    const statuses: string[] = [];
    const ask = helper.getNode('ask') as unknown as { status(status: { fill?: string; text?: string }): void };
    const gone = gate();
    ask.status = ({ fill, text }) => { statuses.push(`${fill} ${text}`); if (fill === 'red') gone.open(); };
    send({ payload: '' });
    await gone;
    assert.equal(statuses.at(-1), 'red LLM_BAD_REQUEST');
  });

  it('closes at once while it runs, and the run goes on', async () => {
    await load(flow());
    const answered = gate();
    provider.script(async (call) => { call.text('a'); await answered; call.finish(); });
    send({ payload: 'Hello' });
    const asked = Date.now();
    await helper.unload();
    assert.ok(Date.now() - asked < 1000);
    assert.equal(provider.aborts, 0);
    answered.open();
  });
});

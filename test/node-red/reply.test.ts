import assert from 'node:assert/strict';
import { gate } from '../kit/gate';
import { realNodeRed, taker, type Flow, type RealNodeRed } from '../kit/real-node-red';
import { echo, scriptedProvider, type ScriptedProvider } from '../kit/scripted-provider';
import { openAi, providerNode, question, readEvents, textOf } from './door';

describe('reply', () => {
  let red: RealNodeRed;
  let provider: ScriptedProvider;
  before(async function () { this.timeout(60_000); red = await realNodeRed(); });
  after(() => red.close());
  beforeEach(async () => {
    provider = await scriptedProvider();
    red.log.length = 0;
    for (const name of ['out', 'sent', 'other']) red.taken(name).length = 0;
  });
  afterEach(() => provider.close());

  const door = { id: 'door', type: 'switchyard-endpoint', wires: [['ask']] };
  const reply = (more: Record<string, unknown> = {}): Record<string, unknown> => ({ id: 'reply', type: 'switchyard-reply', wires: [['sent']], ...more });
  const ask = (wires: string[][], more: Record<string, unknown> = {}): Record<string, unknown> => ({ id: 'ask', type: 'switchyard-ask', wires, ...more });
  const httpIn = { id: 'in', type: 'http in', url: '/plain', method: 'post', wires: [['ask']] };
  const post = (body: string, type = 'text/plain'): Promise<Response> => fetch(`${red.url}/plain`, { method: 'POST', headers: { 'content-type': type }, body });

  const begin = async (flow: Flow): Promise<{ response: Promise<Response>; finish(): void }> => {
    await red.deploy([providerNode(provider.address), ...flow]);
    const more = gate();
    provider.script(async (call) => { call.text('first '); await more; call.text('last'); call.finish(); });
    return { response: openAi(red, question('Hello', { stream: true })), finish: more.open };
  };

  /** The head of the answer comes while the provider still writes: else this never ends. */
  async function streams(flow: Flow): Promise<void> {
    const { response, finish } = await begin(flow);
    const begun = await response;
    finish();
    assert.equal(textOf(await readEvents(begun)), 'first last');
  }

  /** Nothing comes before the provider has ended. */
  async function waits(flow: Flow): Promise<void> {
    const { response, finish } = await begin(flow);
    let early = false;
    void response.then(() => { early = true; });
    while (provider.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(early, false);
    finish();
    assert.equal(textOf(await readEvents(await response)), 'first last');
    provider.calls.length = 0;
  }

  it('streams through junctions, links and a subflow\'s edge', async () => {
    await streams([door, ask([['junction'], []]), { id: 'junction', type: 'junction', wires: [['reply']] }, reply({ wires: [[]] })]);
    await streams([
      door, ask([['away'], []]), { id: 'away', type: 'link out', mode: 'link', links: ['here'], wires: [] },
      { id: 'here', type: 'link in', links: ['away'], wires: [['reply']] }, reply({ wires: [[]] }),
    ]);
    await streams([
      { id: 'sub', type: 'subflow', name: 'Ask', info: '', in: [{ x: 0, y: 0, wires: [{ id: 'inner' }] }], out: [{ x: 0, y: 0, wires: [{ id: 'inner', port: 0 }] }] },
      { id: 'inner', type: 'switchyard-ask', z: 'sub', x: 0, y: 0, wires: [[], []] },
      { ...door, wires: [['instance']] }, { id: 'instance', type: 'subflow:sub', wires: [['reply']] }, reply({ wires: [[]] }),
    ]);
    await streams([
      { id: 'sub', type: 'subflow', name: 'Reply', info: '', in: [{ x: 0, y: 0, wires: [{ id: 'inner' }] }], out: [] },
      { id: 'inner', type: 'switchyard-reply', z: 'sub', x: 0, y: 0, wires: [[]] },
      door, ask([['instance'], []]), { id: 'instance', type: 'subflow:sub', wires: [] },
    ]);
    assert.equal(red.log.some((line) => /dropped|Nobody waits/.test(line)), false);
  });

  it('streams though other nodes listen too, but not past a second way to a client', async () => {
    await streams([door, ask([['reply', 'other'], []]), reply({ wires: [[]] }), taker('other')]);
    assert.equal(red.taken('other').length, 1);
    await waits([door, ask([['reply', 'other'], []]), reply({ wires: [[]] }), taker('other', [['reply']])]);
    await waits([door, ask([['reply', 'second'], []]), reply({ wires: [[]] }), reply({ id: 'second', wires: [[]] })]);
    await waits([door, ask([['other'], []]), taker('other', [['reply']]), reply({ wires: [[]] })]);
  });

  it('answers a plain text client in plain text', async () => {
    await red.deploy([providerNode(provider.address), httpIn, ask([['reply'], ['reply']]), reply({ wires: [[]] })]);
    const response = await post('Hello');
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
    assert.equal(await response.text(), 'one: Hello');
  });

  it('says sorry to a plain text client, with the status of the failure', async () => {
    await red.deploy([providerNode(provider.address), httpIn, ask([['reply'], ['reply']]), reply({ sorry: 'Later, please.', wires: [[]] })]);
    provider.script((call) => call.reply(401, { error: { message: 'no' } }));
    const response = await post('Hello');
    assert.equal(response.status, 502);
    assert.equal(await response.text(), 'Later, please.');
  });

  it('answers OpenAI\'s clients behind http in, failures too', async () => {
    await red.deploy([providerNode(provider.address), httpIn, ask([['reply'], ['reply']]), reply({ wires: [[]] })]);
    const good = await post(JSON.stringify(question('Hello')), 'application/json');
    assert.equal((await good.json() as { object: string }).object, 'chat.completion');
    provider.script((call) => call.reply(429, { error: { message: 'slow' } }, { 'retry-after': '30' }));
    const bad = await post(JSON.stringify(question('Hello')), 'application/json');
    assert.equal(bad.status, 429);
    assert.ok(Number(bad.headers.get('retry-after')) > 25);
    assert.equal((await bad.json() as { error: { code: string } }).error.code, 'LLM_RATE_LIMITED');
  });

  it('keeps tool calls, which are not on the message, when the answer is whole', async () => {
    await red.deploy([providerNode(provider.address), door, ask([['other'], ['reply']]), taker('other', [['reply']]), reply({ wires: [[]] })]);
    provider.script((call) => {
      call.event({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'one', choices: [{ index: 0, delta: { tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'look', arguments: '{"a":1}' } }] }, finish_reason: null }] });
      call.finish('tool_calls');
    });
    const tools = [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }];
    const whole = await (await openAi(red, question('Hello', { tools }))).json() as { choices: { finish_reason: string; message: { tool_calls: unknown[] } }[] };
    assert.equal(whole.choices[0]?.finish_reason, 'tool_calls');
    assert.equal(whole.choices[0]?.message.tool_calls.length, 1);
    const events = JSON.stringify(await readEvents(await openAi(red, question('Hello', { tools, stream: true }))));
    assert.match(events, /"name":"look"/);
    assert.match(events, /"finish_reason":"tool_calls"/);
  });

  it('answers with a flow\'s own words', async () => {
    await red.deploy([{ ...door, wires: [['words']] }, { id: 'words', type: 'function', func: 'msg.payload = "We are closed."; return msg;', outputs: 1, wires: [['reply']] }, reply({ wires: [[]] })]);
    const whole = await (await openAi(red, question('Hello'))).json() as { model: string; choices: { message: { content: string } }[] };
    assert.equal(whole.choices[0]?.message.content, 'We are closed.');
    assert.equal(textOf(await readEvents(await openAi(red, question('Hello', { stream: true })))), 'We are closed.');
  });

  it('gives one answer to one client, whatever comes later', async () => {
    await red.deploy([
      providerNode(provider.address), { ...door, wires: [['ask', 'ask2']] }, ask([['out'], []]), ask([['out'], []], { id: 'ask2' }), taker('out', [['reply']]), reply(), taker('sent'),
    ]);
    const response = await openAi(red, question('Hello'));
    assert.equal((await response.json() as { object: string }).object, 'chat.completion');
    while (red.taken('sent').length < 2) await red.next('sent');
    assert.ok(red.log.some((line) => /Nobody waits for this answer/.test(line)));
  });

  it('lets the first of two streaming asks have the client', async () => {
    await red.deploy([
      providerNode(provider.address), { ...door, wires: [['ask', 'ask2']] }, ask([['reply'], []]), ask([['reply2'], []], { id: 'ask2', models: [{ name: 'two', share: 1 }] }),
      reply({ wires: [[]] }), reply({ id: 'reply2' }), taker('sent'),
    ]);
    const more = gate();
    provider.script(async (call) => { if (call.body.model === 'two') await more; echo(call, 1); });
    const response = await openAi(red, question('Hello', { stream: true }));
    assert.equal(textOf(await readEvents(response)), 'one: Hello');
    const sent = red.next('sent');
    more.open();
    assert.equal((await sent).payload, 'two: Hello');
  });

  it('ends a stream that broke off with an error event, and sends the message out as interrupted', async () => {
    await red.deploy([providerNode(provider.address), door, ask([['reply'], ['out']], { afterCut: 'error event' }), reply(), taker('out', [['reply']]), taker('sent')]);
    provider.script((call) => { call.text('half of'); setImmediate(() => call.cut()); });
    const failed = red.next('out');
    const events = await readEvents(await openAi(red, question('Hello', { stream: true })));
    assert.equal(textOf(events.slice(0, -1)), 'half of');
    assert.equal((events.at(-1) as { error: { code: string } }).error.code, 'LLM_INTERRUPTED');
    const msg = await failed;
    assert.equal((msg.error as { code: string }).code, 'LLM_INTERRUPTED');
    assert.equal(msg.partial, 'half of');
    assert.equal(red.log.some((line) => /Nobody waits/.test(line)), false);
  });

  it('sends pieces where no client waits, and a Join puts them together again', async () => {
    await red.deploy([
      providerNode(provider.address), ask([['reply'], []]), reply({ everyMs: 0, wires: [['sent', 'join']] }), taker('sent'),
      { id: 'join', type: 'join', mode: 'auto', build: 'object', property: 'payload', propertyType: 'msg', key: 'topic', joiner: '\\n', joinerType: 'str', wires: [['out']] }, taker('out'),
    ]);
    const more = gate();
    provider.script(async (call) => { call.text('first '); await more; call.text('last'); call.finish(); });
    const first = red.next('sent');
    const joined = red.next('out');
    red.send('ask', { payload: 'Hello', topic: 'chat', _session: { id: 's' } });
    const begin = await first;
    assert.equal(begin.payload, 'first ');
    assert.equal('complete' in begin, false);
    assert.equal(begin.topic, 'chat');
    more.open();
    assert.equal((await joined).payload, 'first last');
    const all = red.taken('sent');
    const last = all.at(-1)!;
    assert.equal(last.complete, true);
    assert.equal((last.llm as { outcome: string }).outcome, 'answered');
    assert.deepEqual(all.map((msg) => (msg.parts as { index: number }).index), all.map((_, index) => index));
    assert.equal((last.parts as { count: number }).count, all.length);
    assert.equal(all.map((msg) => msg.payload).join(''), 'first last');
  });

  const joiner = { id: 'join', type: 'join', mode: 'auto', wires: [['out']] };
  /** The payloads of so many joined messages. */
  const joined = async (count: number): Promise<unknown[]> => {
    while (red.taken('out').length < count) await red.next('out');
    return red.taken('out').map(({ payload }) => payload);
  };
  const sentBy = async (count: number): Promise<void> => { while (red.taken('sent').length < count) await red.next('sent'); };

  it('keeps the pieces of two answers to one message apart, so that a Join has both whole', async () => {
    await red.deploy([
      providerNode(provider.address), taker('start', [['ask', 'ask2']]), ask([['reply'], []], { models: [{ name: 'one', share: 1 }] }), ask([['reply2'], []], { id: 'ask2', models: [{ name: 'two', share: 1 }] }),
      reply({ everyMs: 0, wires: [['sent', 'join']] }), reply({ id: 'reply2', everyMs: 0, wires: [['sent', 'join']] }), taker('sent'), joiner, taker('out'),
    ]);
    const more = gate();
    provider.script(async (call) => { call.text(`${call.body.model} first `); await more; call.text(`${call.body.model} last`); call.finish(); });
    red.send('start', { payload: 'Hello' });
    await sentBy(2);
    more.open();
    assert.deepEqual((await joined(2)).toSorted(), ['one first one last', 'two first two last']);
  });

  it('answers each part of a Split whole, however slowly, and a Join puts the answers back in their order', async () => {
    await red.deploy([
      providerNode(provider.address), { id: 'split', type: 'split', arraySplt: 1, arraySpltType: 'len', splt: '\\n', spltType: 'str', wires: [['ask']] },
      ask([['reply'], []]), reply({ everyMs: 0, wires: [['sent', 'join']] }), taker('sent'), joiner, taker('out'),
    ]);
    provider.script(async (call) => {
      const word = String(call.body.messages?.[0]?.content);
      call.text(`${word}1 `);
      await new Promise((resolve) => { setTimeout(resolve, 20); });
      call.text(`${word}2`);
      call.finish();
    });
    red.send('split', { payload: ['a', 'b', 'c'] });
    assert.deepEqual(await joined(1), [['a1 a2', 'b1 b2', 'c1 c2']]);
    assert.equal(red.taken('sent').length, 3);
  });

  it('begins the pieces of a second try anew, so that a Join has its answer alone', async () => {
    await red.deploy([
      providerNode(provider.address), ask([['reply'], ['again']], { afterCut: 'error event', tries: 1 }), { id: 'again', type: 'switchyard-fallback', on: ['interrupted'], wires: [['ask'], ['reply']] },
      reply({ everyMs: 0, wires: [['sent', 'join']] }), taker('sent'), joiner, taker('out'),
    ]);
    provider.script(async (call, number) => {
      const pieces = number === 1 ? ['Half ', 'of ', 'it '] : ['The whole '];
      for (const piece of pieces) {
        const before = red.taken('sent').length;
        call.text(piece);
        await sentBy(before + 1);
      }
      if (number === 1) return call.cut();
      call.text('answer');
      call.finish();
    });
    red.send('ask', { payload: 'Hello' });
    assert.deepEqual(await joined(1), ['The whole answer']);
    assert.deepEqual(red.taken('sent').map(({ payload, parts }) => [payload, (parts as { index: number }).index]), [['Half ', 0], ['of ', 1], ['it ', 2], ['The whole ', 0], ['answer', 1]]);
  });

  for (const streamAs of ['pieces', 'text so far']) {
    it(`sends ${streamAs}, of which only the last is complete, also where the question was the last message of an answer before`, async () => {
      await red.deploy([providerNode(provider.address), ask([['reply'], ['reply']]), reply({ everyMs: 0, streamAs }), taker('sent')]);
      const more = gate();
      provider.script(async (call) => { call.text('first '); await more; call.text('last'); call.finish(); });
      red.send('ask', { payload: 'What a reply has sent as its last', complete: true });
      await sentBy(1);
      more.open();
      while (red.taken('sent').at(-1)?.complete !== true) await red.next('sent');
      assert.match(String(red.taken('sent').at(-1)?.payload), /last$/);
      assert.deepEqual(red.taken('sent').slice(0, -1).filter((msg) => 'complete' in msg), []);
    });
  }

  it('sends the text so far, and the whole text last', async () => {
    await red.deploy([providerNode(provider.address), ask([['reply'], ['reply']]), reply({ everyMs: 0, streamAs: 'text so far' }), taker('sent')]);
    const more = gate();
    provider.script(async (call) => { call.text('first '); await more; call.text('last'); call.finish(); });
    const first = red.next('sent');
    red.send('ask', { payload: 'Hello' });
    assert.equal((await first).payload, 'first ');
    more.open();
    while (red.taken('sent').at(-1)?.complete !== true) await red.next('sent');
    assert.equal(red.taken('sent').at(-1)?.payload, 'first last');
  });

  it('says sorry as a message where no client waits', async () => {
    await red.deploy([providerNode(provider.address), ask([['reply'], ['reply']]), reply(), taker('sent')]);
    provider.script((call) => call.reply(401, { error: { message: 'no' } }));
    const sent = red.next('sent');
    red.send('ask', { payload: 'Hello' });
    const msg = await sent;
    assert.match(String(msg.payload), /^Sorry/);
    assert.equal(msg.complete, true);
    assert.equal((msg.error as { code: string }).code, 'LLM_BAD_KEY');
  });

  it('tells the reason as a message where it has no words of its own, and never the question', async () => {
    await red.deploy([providerNode(provider.address), ask([['reply'], ['reply']]), reply({ sorry: '' }), taker('sent')]);
    provider.script((call) => call.reply(401, { error: { message: 'no' } }));
    const sent = red.next('sent');
    red.send('ask', { payload: 'Hello' });
    assert.match(String((await sent).payload), /refused the key/);
  });

  it('finds its client by the key on the message when the response is no longer there', async () => {
    await red.deploy([
      providerNode(provider.address), { ...door, wires: [['queue']] },
      { id: 'queue', type: 'function', func: 'const { req, res, ...rest } = msg; setTimeout(() => node.send(JSON.parse(JSON.stringify(rest))), 20);', outputs: 1, wires: [['ask']] },
      ask([['reply'], ['reply']]), reply({ wires: [[]] }),
    ]);
    assert.equal(textOf(await readEvents(await openAi(red, question('Hello', { stream: true })))), 'one: Hello');
  });
});

describe('Node-RED stops', () => {
  it('in the midst of a stream: its client gets an error event, not a short answer', async function () {
    this.timeout(60_000);
    const red = await realNodeRed();
    const provider = await scriptedProvider((call) => call.text('half of'));
    await red.deploy([
      providerNode(provider.address), { id: 'door', type: 'switchyard-endpoint', wires: [['ask']] },
      { id: 'ask', type: 'switchyard-ask', wires: [['reply'], ['reply']] }, { id: 'reply', type: 'switchyard-reply', wires: [[]] },
    ]);
    const response = await openAi(red, question('Hello', { stream: true }));
    const events = readEvents(response);
    await red.close();
    assert.equal(((await events).at(-1) as { error: { code: string } }).error.code, 'LLM_INTERRUPTED');
    assert.equal(provider.aborts, 1);
    await provider.close();
  });
});

import assert from 'node:assert/strict';
import { echo } from '../../kit/scripted-provider';
import { question, readEvents, textOf } from '../door';
import { canvas, costs, errorIn, node, rule, says, wholeText } from './canvas';

const models = (...names: string[]): Record<string, unknown> => ({ models: names.map((name) => ({ name, share: 1 })) });

describe('flows that people draw', () => {
  const here = canvas();

  it('asks, makes a new prompt of the answer, and asks again', async () => {
    await here.deploy([node.ask('ask', [['first'], []]), node.template('template', 'Translate: {{{payload}}}', [['again']]), node.ask('again', [['second'], []]), node.code('first', 'return msg;', [['template', 'seen']])]);
    const second = await here.after('second', () => here.red.send('ask', { payload: 'Hello', topic: 'greeting' }));
    const [first] = await here.arrived('seen', 1);
    assert.equal(first?.payload, 'one: Hello');
    assert.equal(second.payload, 'one: Translate: one: Hello');
    assert.equal(second.topic, 'greeting');
    assert.notEqual(first?.llm?.id, second.llm?.id);
    assert.equal(second.llm?.calls, 2);
  });

  it('asks what a Change after the router has written, of the model that the router chose', async () => {
    await here.deploy([
      node.router('router', [['change']], { rules: [rule({ source: 'msg', property: 'payload', operator: 'cont', value: 'secret' }, ['two']), rule('otherwise', ['one'])] }),
      node.set('change', 'payload', 'harmless', [['ask']]), node.ask('ask', [['out'], []]),
    ]);
    assert.equal((await here.after('out', () => here.red.send('router', { payload: 'a secret' }))).payload, 'two: harmless');
    assert.doesNotMatch(JSON.stringify(here.provider.calls.map(({ body }) => body)), /secret/);
  });

  it('lets the later of two routers choose among what a must of the earlier one allows', async () => {
    const always = (use: string[], more = {}): Record<string, unknown> => ({ rules: [rule('otherwise', use, { chooseBy: 'in order', ...more })] });
    await here.deploy([
      node.router('router', [['later']], { name: 'law', ...always(['two'], { must: true }) }), node.router('later', [['ask']], { name: 'taste', ...always(['one', 'two']) }),
      node.router('strict', [['narrow']], { name: 'law', ...always(['two'], { must: true }) }), node.router('narrow', [['ask']], { name: 'taste', ...always(['one'], { must: true }) }),
      node.ask('ask', [['out'], ['failed']]),
    ]);
    assert.equal((await here.after('out', () => here.red.send('router', { payload: 'Hi' }))).llm?.model, 'two');
    const failed = await here.after('failed', () => here.red.send('strict', { payload: 'Hi' }));
    assert.equal(failed.error?.code, 'LLM_NO_MODEL');
    assert.match(failed.error?.message ?? '', /law/);
    assert.match(failed.error?.message ?? '', /taste/);
  });

  it('has written not one byte to the client when a Function between ask and reply sees the answer', async () => {
    await here.deploy([
      node.endpoint('door', [['ask']]), node.ask('ask', [['moderate'], ['reply']]),
      node.code('moderate', 'msg.begun = msg.res._res.headersSent; msg.payload = msg.payload.toUpperCase(); return msg;', [['reply', 'seen']]), node.reply(),
    ]);
    for (const stream of [true, false]) {
      here.red.forget();
      const response = await here.chat(question('Hello', { stream }));
      assert.equal(stream ? textOf(await readEvents(response)) : await wholeText(response), 'ONE: HELLO');
      assert.equal((await here.arrived('seen', 1))[0]?.begun, false);
    }
  });

  it('fans out to three asks, joins their answers and sends one reply', async () => {
    await here.deploy([
      node.endpoint('door', [['a', 'b', 'c']]), ...['a', 'b', 'c'].map((id) => node.ask(id, [['join', 'each'], ['join']], { instructions: `Be ${id}.` })),
      node.joinThree('join', [['lines']]), node.code('lines', 'msg.payload = msg.payload.length + " answers"; return msg;', [['reply']]), node.reply('reply', [['sent']]),
    ]);
    assert.equal(await wholeText(await here.chat(question('Hello'))), '3 answers');
    const each = await here.arrived('each', 3);
    assert.equal(new Set(each.map(({ llm }) => llm?.id)).size, 3);
    assert.equal((await here.arrived('sent', 1)).length, 1);
    assert.equal(here.provider.calls.length, 3);
    assert.doesNotMatch(here.red.log.join('\n'), /Nobody waits/);
  });

  it('compares the answers of three models in one list', async () => {
    await here.deploy([
      node.code('start', 'return msg;', [['a', 'b', 'c']]), node.ask('a', [['join'], ['join']], models('one')), node.ask('b', [['join'], ['join']], models('two')),
      node.ask('c', [['join'], ['join']], models('two', 'one')), node.joinThree('join', [['list']]),
    ]);
    const { payload } = await here.after('list', () => here.red.send('start', { payload: 'Hi' }));
    assert.deepEqual((payload as string[]).sort(), ['one: Hi', 'two: Hi', 'two: Hi']);
  });

  it('asks each part of a Split, and a Join puts the answers back in their order', async () => {
    await here.deploy([
      { id: 'split', type: 'split', arraySplt: 1, arraySpltType: 'len', splt: '\\n', spltType: 'str', wires: [['ask']] },
      node.ask('ask', [['join'], []]), { id: 'join', type: 'join', mode: 'auto', wires: [['list']] },
    ]);
    const { payload } = await here.after('list', () => here.red.send('split', { payload: ['a', 'b', 'c'] }));
    assert.deepEqual(payload, ['one: a', 'one: b', 'one: c']);
  });

  it('goes through Link nodes from tab to tab', async () => {
    await here.deploy([
      { id: 'tab', type: 'tab', label: 'Door' }, { id: 'tab2', type: 'tab', label: 'Models' },
      node.endpoint('door', [['away']]), { id: 'away', type: 'link out', mode: 'link', links: ['here'], wires: [] },
      { id: 'here', z: 'tab2', x: 0, y: 0, type: 'link in', links: ['away'], wires: [['ask']] }, { ...node.ask('ask', [['back'], ['back']]), z: 'tab2', x: 0, y: 0 },
      { id: 'back', z: 'tab2', x: 0, y: 0, type: 'link out', mode: 'link', links: ['home'], wires: [] }, { id: 'home', type: 'link in', links: ['back'], wires: [['reply']] }, node.reply(),
    ]);
    assert.equal(textOf(await readEvents(await here.chat(question('Hi', { stream: true })))), 'one: Hi');
  });

  it('sends each message out of the port of its rule', async () => {
    const on = (value: string): Record<string, unknown> => ({ source: 'msg', property: 'topic', value });
    const rules = [rule(on('a'), ['two']), rule(on('b'), ['one']), rule('otherwise', [])];
    await here.deploy([
      node.router('router', [['askA'], ['askB'], ['other']], { rules, portPerRule: true, outputs: 3 }),
      node.ask('askA', [['a'], []]), node.ask('askB', [['b'], []]),
    ]);
    assert.equal((await here.after('a', () => here.red.send('router', { payload: 'Hi', topic: 'a' }))).payload, 'two: Hi');
    assert.equal((await here.after('b', () => here.red.send('router', { payload: 'Hi', topic: 'b' }))).payload, 'one: Hi');
    assert.equal((await here.after('other', () => here.red.send('router', { payload: 'Hi', topic: 'c' }))).payload, 'Hi');
  });

  it('sends a message for each rule that holds where it does not stop after the first', async () => {
    const rules = [rule({ source: 'msg', property: 'payload', operator: 'nempty' }, ['two']), rule({ source: 'fact', property: 'tokens', operator: 'lt', value: '1000', valueType: 'num' }, ['one'])];
    await here.deploy([node.router('router', [['askA'], ['askB']], { rules, portPerRule: true, outputs: 2, stopAfterFirst: false }), node.ask('askA', [['join'], []]), node.ask('askB', [['join'], []]), { ...node.joinThree('join', [['list']]), count: '2' }]);
    const { payload } = await here.after('list', () => here.red.send('router', { payload: 'Hi' }));
    assert.deepEqual((payload as string[]).sort(), ['one: Hi', 'two: Hi']);
  });

  it('leaves an ask by the port of its outcome', async () => {
    const budget = here.own;
    await here.deploy([
      node.guard('guard', [['ask'], []], { budget, limit: 0.001, onlyUpTo: '' }),
      node.ask('ask', [['answered'], ['busy'], ['over'], ['refused'], ['failed']], { outputs: 5, tries: 1, maxAnswer: 10, models: [{ name: 'one', share: 1 }] }),
    ]);
    const ask = (port: string, to = 'ask'): ReturnType<typeof here.after> => here.after(port, () => here.red.send(to, { payload: 'Hi' }));
    assert.equal((await ask('answered')).llm?.outcome, 'answered');
    const long = 'word '.repeat(2000);
    const over = await here.after('over', () => here.red.send('guard', { payload: long }));
    assert.equal(over.error?.code, 'LLM_OVER_BUDGET');
    assert.equal(over.payload, long);
    here.provider.script((call) => { call.head(); call.finish('content_filter'); });
    assert.equal((await ask('refused')).error?.code, 'LLM_REFUSED');
    here.provider.script((call) => call.reply(401, { error: { message: 'no' } }));
    assert.equal((await ask('failed')).error?.code, 'LLM_BAD_KEY');
  });

  it('leaves by busy when a provider has no room', async () => {
    await here.deploy([node.ask('ask', [[], ['busy'], [], [], []], { outputs: 5, tries: 1 })]);
    here.provider.script((call) => call.reply(429, { error: { message: 'slow down' } }, { 'retry-after': '20' }));
    const msg = await here.after('busy', () => here.red.send('ask', { payload: 'Hi' }));
    assert.equal(msg.error?.code, 'LLM_RATE_LIMITED');
    assert.equal(msg.statusCode, 429);
    assert.equal(msg.payload, 'Hi');
  });

  it('goes round through a drawn fallback to the backup, and still streams', async () => {
    await here.deploy([
      node.endpoint('door', [['ask']]), node.ask('ask', [['reply'], ['fallback', 'failed']], { tries: 1, ...models('one') }),
      node.fallback('fallback', [['ask'], ['reply']], { backups: [{ name: 'two', share: 1 }] }), node.reply('reply', [['sent']]),
    ]);
    here.provider.script((call, number) => (call.body.model === 'one' ? call.reply(503, { error: { message: 'overloaded' } }) : echo(call, number)));
    const response = await here.chat(question('Hi', { stream: true }));
    assert.equal(response.headers.get('x-llm-model'), 'two');
    assert.equal(textOf(await readEvents(response)), 'two: Hi');
    const [sent] = await here.arrived('sent', 1);
    assert.equal('error' in sent!, false);
    assert.equal('statusCode' in sent!, false);
    assert.equal((await here.arrived('failed', 1))[0]?.error?.code, 'LLM_UNAVAILABLE');
  });

  it('gives up after so many runs of a drawn fallback, and the client gets the last reason', async () => {
    await here.deploy([
      node.endpoint('door', [['ask']]), node.ask('ask', [['reply'], ['fallback']], { tries: 1 }), node.fallback('fallback', [['ask'], ['reply']], { tries: 2 }), node.reply(),
    ]);
    here.provider.script((call) => call.reply(503, { error: { message: 'overloaded' } }));
    const response = await here.chat(question('Hi'));
    assert.equal(response.status, 503);
    assert.equal(response.headers.get('x-should-retry'), 'false');
    assert.equal((await errorIn(response)).code, 'LLM_UNAVAILABLE');
    assert.equal(here.provider.calls.length, 2);
  });

  it('answers behind http in with http response: the whole text, or the reason with its status', async () => {
    await here.deploy([node.httpIn('in', '/ask', [['ask']]), node.ask('ask', [['out'], ['say']]), { ...node.set('say', 'payload', '', [['out']]), rules: [{ t: 'set', p: 'payload', pt: 'msg', to: 'error.message', tot: 'msg' }] }, node.httpResponse('out')]);
    const good = await here.post('/ask', 'Hello');
    assert.deepEqual([good.status, await good.text()], [200, 'one: Hello']);
    assert.match(good.headers.get('content-type') ?? '', /^text\/plain/);
    const markup = says('<script>alert(1)</script>');
    here.provider.script(markup);
    assert.match((await here.post('/ask', 'Hello')).headers.get('content-type') ?? '', /^text\/plain/);
    here.provider.script((call) => call.reply(401, { error: { message: 'no' } }));
    const bad = await here.post('/ask', 'Hello');
    assert.equal(bad.status, 502);
    assert.match(await bad.text(), /refused the key/);
  });

  it('answers behind http in with http response in the type of what is sent: text, JSON, or the flow\'s own', async () => {
    const typeOf = async (func: string): Promise<string | null> => {
      await here.deploy([node.httpIn('in', '/ask', [['ask']]), node.ask('ask', [['made'], []]), node.code('made', func, [['out']]), node.httpResponse('out')]);
      const response = await here.post('/ask', 'Hello');
      await response.text();
      return response.headers.get('content-type');
    };
    assert.equal(await typeOf('return msg;'), 'text/plain; charset=utf-8');
    assert.equal(await typeOf('msg.payload = { answer: msg.payload }; return msg;'), 'application/json; charset=utf-8');
    assert.equal(await typeOf('msg.headers = { "content-type": "text/html; charset=utf-8" }; return msg;'), 'text/html; charset=utf-8');
  });

  it('sends an http request on the way in the request\'s own type', async () => {
    await here.deploy([
      node.httpIn('in', '/ask', [['ask']]), node.ask('ask', [['made'], []]), node.code('made', 'msg.payload = { answer: msg.payload }; return msg;', [['request']]),
      { id: 'request', type: 'http request', method: 'POST', ret: 'txt', url: `${here.red.url}/other`, wires: [['out']] }, node.httpResponse('out'),
      node.httpIn('in2', '/other', [['tell']]), node.code('tell', 'msg.payload = `${msg.req.headers["content-type"]}: ${msg.payload.answer}`; return msg;', [['out2']]), node.httpResponse('out2'),
    ]);
    const response = await here.post('/ask', 'Hello');
    assert.equal(await response.text(), 'application/json: one: Hello');
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
  });

  it('answers behind http in through other nodes with reply', async () => {
    await here.deploy([node.httpIn('in', '/ask', [['router']]), node.router('router', [['ask']], { rules: [rule('otherwise', ['two'])] }), node.ask('ask', [['loud'], ['reply']]), node.code('loud', 'msg.payload += "!"; return msg;', [['reply']]), node.reply()]);
    const text = await here.post('/ask', 'Hello');
    assert.deepEqual([text.status, await text.text()], [200, 'two: Hello!']);
    const chat = await here.post('/ask', JSON.stringify(question('Hello', { stream: true })), { 'content-type': 'application/json' });
    assert.equal(textOf(await readEvents(chat)), 'two: Hello!');
  });

  it('answers with the flow\'s own payload where the ask had another place for its answer, as http response does', async () => {
    here.provider.script(says('spam'));
    const words = node.code('words', 'if (msg.question === "Buy") msg.payload = "No advertising, please."; return msg;', [['reply']]);
    const keep = node.code('keep', 'msg.question = msg.payload.messages?.[0].content ?? msg.payload; return msg;', [['ask']]);
    await here.deploy([node.endpoint('door', [['keep']]), keep, node.ask('ask', [['words'], ['reply']], { answer: 'category' }), words, node.reply('reply', [['sent']])]);
    assert.equal(await wholeText(await here.chat(question('Buy'))), 'No advertising, please.');
    assert.equal(textOf(await readEvents(await here.chat(question('Buy', { stream: true })))), 'No advertising, please.');
    assert.equal(await wholeText(await here.chat(question('Help me'))), 'spam');
    await here.arrived('sent', 3);
    const sent = async (payload: string): Promise<unknown> => (await here.after('sent', () => here.red.send('keep', { payload }))).payload;
    assert.deepEqual([await sent('Buy'), await sent('Help me')], ['No advertising, please.', 'spam']);
  });

  it('answers with the payload where a Function has put another into the place of the object that held the answer', async () => {
    await here.deploy([
      node.httpIn('in', '/ask', [['ask']]), node.ask('ask', [['words'], ['reply']], { prompt: 'payload.content' }),
      node.code('words', 'msg.payload = "Bot: " + msg.payload.content; return msg;', [['reply']]), node.reply(),
    ]);
    const text = await here.post('/ask', JSON.stringify({ content: 'Hi' }), { 'content-type': 'application/json' });
    assert.deepEqual([text.status, await text.text()], [200, 'Bot: one: Hi']);
  });

  it('answers Telegram in Telegram\'s shape, without a Function node', async () => {
    await here.deploy([
      node.memory('memory', [['ask']], { memory: here.own }), node.ask('ask', [['sender'], ['sorry']], { prompt: 'payload.content' }), node.set('sorry', 'payload.content', 'Sorry', [['sender']]),
    ]);
    const telegram = (content: string): Record<string, unknown> => ({ payload: { chatId: 42, type: 'message', content }, originalMessage: { from: { id: 7 } } });
    assert.deepEqual((await here.after('sender', () => here.red.send('memory', telegram('Hello')))).payload, { chatId: 42, type: 'message', content: 'one: Hello' });
    await here.after('sender', () => here.red.send('memory', telegram('And you?')));
    assert.deepEqual(here.provider.calls.at(-1)?.body.messages?.map(({ content }) => content), ['Hello', 'one: Hello', 'And you?']);
    here.provider.script((call) => call.reply(401, { error: { message: 'no' } }));
    assert.deepEqual((await here.after('sender', () => here.red.send('memory', telegram('Still there?')))).payload, { chatId: 42, type: 'message', content: 'Sorry' });
  });

  it('stops a loop without an exit at ten calls', async () => {
    await here.deploy([node.ask('ask', [['ask'], ['failed']])]);
    const msg = await here.after('failed', () => here.red.send('ask', { payload: 'Hi' }));
    assert.equal(msg.error?.code, 'LLM_LOOP');
    assert.match(msg.error?.message ?? '', /Max calls/);
    assert.equal(msg.statusCode, 508);
    assert.equal(here.provider.calls.length, 10);
  });

  it('stops a loop that is drawn from the failed port, which leads back into it', async () => {
    await here.deploy([node.ask('ask', [[], ['ask', 'each']], { tries: 1 }), node.catcher()]);
    here.provider.script((call) => call.reply(400, { error: { message: 'bad' } }));
    assert.equal((await here.after('caught', () => here.red.send('ask', { payload: 'Hi' }))).error?.code, 'LLM_LOOP');
    assert.equal(here.provider.calls.length, 10);
    assert.equal(here.red.taken('each').length, 11);
  });

  it('costs nothing where the answer is cached, round after round, until the loop is stopped', async () => {
    here.provider.script(costs(0.1));
    await here.deploy([
      node.cache('cache', [['ask']], { cache: here.own }), node.ask('ask', [['again'], ['failed']]), node.set('again', 'payload', 'Hi', [['cache']]),
    ]);
    assert.equal((await here.after('failed', () => here.red.send('cache', { payload: 'Hi' }))).error?.code, 'LLM_LOOP');
    assert.equal(here.provider.calls.length, 1);
  });

  describe('with LLM events wired to an ask', () => {
    const explain = (id: string, to: string): Record<string, unknown> => node.code(id, 'msg.payload = `Explain ${msg.payload.ask.id}`; return msg;', [[to]]);
    const done = (id: string, to: string, more: Record<string, unknown> = {}): Record<string, unknown> => node.events(id, [[to]], { what: ['done'], ...more });
    const main = node.ask('main', [['said'], []]);
    const asked = (): unknown[] => here.provider.calls.map(({ body }) => body.messages?.[0]?.content).toSorted();

    const ways: Record<string, Record<string, unknown>[]> = {
      'through a function': [done('events', 'words'), explain('words', 'ask'), node.ask('ask', [['out'], []])],
      'through links': [
        done('events', 'words'), explain('words', 'away'), { id: 'away', type: 'link out', mode: 'link', links: ['back'], wires: [] },
        { id: 'back', type: 'link in', links: ['away'], wires: [['ask']] }, node.ask('ask', [['out'], []]),
      ],
      'over the edge of a subflow': [
        done('events', 'words'), explain('words', 'ask'), { id: 'ask', type: 'subflow:sub', wires: [['out']] }, { ...node.ask('inner', [[], []]), z: 'sub' },
        { id: 'sub', type: 'subflow', name: 'Sub', info: '', in: [{ x: 0, y: 0, wires: [{ id: 'inner' }] }], out: [{ x: 0, y: 0, wires: [{ id: 'inner', port: 0 }] }] },
      ],
    };
    for (const [way, flow] of Object.entries(ways)) {
      it(`asks once for an event of another ask, and never for its own: ${way}`, async () => {
        await here.deploy([...flow, main, node.statuses()]);
        await here.after('out', () => here.red.send('ask', { payload: 'Hi' }));
        here.red.send('main', { payload: 'Main' });
        await here.arrived('out', 2);
        await here.after('out', () => here.red.send('ask', { payload: 'Hi again' }));
        assert.deepEqual(asked(), ['Explain main', 'Hi', 'Hi again', 'Main']);
        const shown = (await here.arrived('status', 1)).map(({ status }) => status as { text?: string; source: { id: string } }).filter(({ source }) => source.id === 'events');
        assert.deepEqual(shown.map(({ text }) => text), ['leads back to its own ask']);
      });
    }

    it('is no circle by way of a second events node that asks, too', async () => {
      const from = ['main', 'ask', 'ask2'];
      await here.deploy([
        done('events', 'words', { from }), explain('words', 'ask'), node.ask('ask', [['out'], []]), done('events2', 'words2', { from }), explain('words2', 'ask2'), node.ask('ask2', [['out'], []]),
        main, node.ask('clock', [['later'], []]),
      ]);
      here.red.send('main', { payload: 'Main' });
      await here.arrived('out', 2);
      // Each of these takes as long as a round of the circle would.
      for (let round = 0; round < 5; round++) await here.after('later', () => here.red.send('clock', { payload: 'Later' }));
      assert.deepEqual(asked().filter((text) => text !== 'Later'), ['Explain main', 'Explain main', 'Main']);
    });

    it('hears its asks again once the wire back is gone', async () => {
      const flow = (to: string): Record<string, unknown>[] => [done('events', to), node.ask('ask', [['out'], []]), node.code('words', 'return null;', [['ask']]), node.statuses()];
      await here.deploy(flow('words'));
      await here.deploy(flow('told'), 'nodes');
      const msg = await here.after('told', () => here.red.send('ask', { payload: 'Hi' }));
      assert.equal((msg.payload as { type: string }).type, 'done');
    });
  });
});

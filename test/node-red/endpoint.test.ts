import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { gate } from '../kit/gate';
import { realNodeRed, taker, type RealNodeRed } from '../kit/real-node-red';
import { echo, scriptedProvider, type ScriptedProvider } from '../kit/scripted-provider';
import { openAi, providerNode, question, readEvents, textOf } from './door';

interface Body { error?: { code: string; message: string; param: string | null }; choices?: { message: { content: string } }[]; data?: { id: string }[] }

describe('endpoint', () => {
  let red: RealNodeRed;
  let provider: ScriptedProvider;
  before(async function () { this.timeout(60_000); red = await realNodeRed(); });
  after(() => red.close());
  beforeEach(async () => { provider = await scriptedProvider(); });
  afterEach(() => provider.close());

  const door = (more: Record<string, unknown> = {}): Record<string, unknown> => ({ id: 'door', type: 'switchyard-endpoint', wires: [['seen']], ...more });
  const flow = (more: Record<string, unknown> = {}, ask: Record<string, unknown> = {}): Record<string, unknown>[] => [
    providerNode(provider.address), door(more), taker('seen', [['ask']]),
    { id: 'ask', type: 'switchyard-ask', wires: [['reply'], ['reply']], ...ask },
    { id: 'reply', type: 'switchyard-reply', wires: [[]] },
  ];
  /** Callers with their keys, as the dialog keeps them. */
  const keys = (callers: Record<string, string>): Record<string, unknown> => ({
    clientKeys: Object.keys(callers).map((name, index) => ({ name, slot: `key${index + 1}` })),
    credentials: Object.fromEntries(Object.values(callers).map((key, index) => [`key${index + 1}`, key])),
  });
  /** What a node shows while something is done: a Status node hears nothing of what a node shows as it is made. */
  const statuses = async (id: string, work: () => Promise<void>): Promise<string[]> => {
    const shown: string[] = [];
    const hear = (told: { id: string; status?: { fill: string; shape: string; text: string } }): void => {
      if (told.id === id && told.status?.text) shown.push(`${told.status.fill} ${told.status.shape} ${told.status.text}`);
    };
    red.inside.events.on('node-status', hear);
    await work();
    red.inside.events.off('node-status', hear);
    return shown;
  };
  const bodyOf = async (response: Response): Promise<Body> => await response.json() as Body;

  it('answers a whole body with usage, cost and headers', async () => {
    await red.deploy(flow());
    const response = await openAi(red, question('Hello'));
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('x-llm-model'), 'one');
    assert.equal(response.headers.get('x-llm-provider'), 'Test');
    assert.equal(response.headers.get('x-llm-cost'), '0.000020');
    const body = await response.json() as Body & { usage: unknown; llm: { tries: number } };
    assert.equal(body.choices?.[0]?.message.content, 'one: Hello');
    assert.deepEqual(body.usage, { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 });
    assert.equal(body.llm.tries, 1);
  });

  it('lets nobody in by the name of a variable that should hold a client\'s key and is not set', async () => {
    const shown = await statuses('door', () => red.deploy(flow(keys({ ada: '${SWITCHYARD_TEST_UNSET}' }))));
    assert.deepEqual(shown, ['yellow ring 1 key missing']);
    assert.equal((await openAi(red, question('Hello'), { headers: { authorization: 'Bearer ${SWITCHYARD_TEST_UNSET}' } })).status, 401);
  });

  it('streams while the answer comes', async () => {
    await red.deploy(flow());
    const more = gate();
    provider.script(async (call) => { call.text('first '); await more; call.text('second'); call.finish(); });
    const response = await openAi(red, question('Hello', { stream: true, stream_options: { include_usage: true } }));
    assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
    assert.ok(Number(response.headers.get('x-llm-cost-estimate')) > 0);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let begin = '';
    while (!begin.includes('first ')) begin += (await reader.read()).value ?? '';
    more.open();
    let rest = '';
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) rest += piece.value;
    assert.match(rest, /second/);
    assert.match(rest, /"llm":/);
    assert.match(rest, /data: \[DONE\]\n\n$/);
  });

  it('sends not one byte before a Function between ask and reply has seen the whole', async () => {
    await red.deploy([
      providerNode(provider.address), door({ wires: [['ask']] }),
      { id: 'ask', type: 'switchyard-ask', wires: [['moderate'], ['reply']] },
      { id: 'moderate', type: 'function', func: 'msg.payload = msg.payload.toUpperCase(); return msg;', outputs: 1, wires: [['reply']] },
      { id: 'reply', type: 'switchyard-reply', wires: [[]] },
    ]);
    const more = gate();
    provider.script(async (call) => { call.text('secret '); await more; call.text('word'); call.finish(); });
    let answered = false;
    const response = openAi(red, question('Hello', { stream: true })).then((reply) => { answered = true; return reply; });
    while (provider.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(answered, false);
    more.open();
    const events = await readEvents(await response);
    assert.equal(textOf(events), 'SECRET WORD');
    assert.equal(events.at(-1), '[DONE]');
  });

  it('keeps usage and model when a flow changes the text of a whole answer', async () => {
    await red.deploy([
      providerNode(provider.address), door({ wires: [['ask']] }),
      { id: 'ask', type: 'switchyard-ask', wires: [['change'], ['reply']] },
      { id: 'change', type: 'function', func: 'msg.payload += "!"; return msg;', outputs: 1, wires: [['reply']] },
      { id: 'reply', type: 'switchyard-reply', wires: [[]] },
    ]);
    const body = await bodyOf(await openAi(red, question('Hello'))) as Body & { model: string; usage: { total_tokens: number } };
    assert.equal(body.choices?.[0]?.message.content, 'one: Hello!');
    assert.equal(body.model, 'one');
    assert.equal(body.usage.total_tokens, 15);
  });

  for (const [what, body, headers, status, field] of [
    ['what is not JSON', '{"messages": [', {}, 400, 'body'],
    ['what is not UTF-8 text', '\ud800', {}, 400, 'body'],
    ['a body without messages', '{}', {}, 400, 'messages'],
    ['a list', '[]', {}, 400, 'body'],
    ['another type', '{"messages": []}', { 'content-type': 'text/plain' }, 400, 'content-type'],
    ['a type that any page may send, with json in it', '{"messages": []}', { 'content-type': 'text/plain; note=json' }, 400, 'content-type'],
    ['an encoded body', '{}', { 'content-encoding': 'gzip' }, 400, 'content-encoding'],
    ['a body that is too large', JSON.stringify({ pad: 'x'.repeat(20_000) }), {}, 413, 'body'],
  ] as const) {
    it(`refuses ${what}, and the flow does not see it`, async () => {
      await red.deploy(flow({ maxBodyMegabytes: 0.01 }));
      const before = red.taken('seen').length;
      const response = await openAi(red, body, { headers: { ...headers } });
      assert.equal(response.status, status);
      const { error } = await bodyOf(response);
      assert.equal(error?.param, field);
      assert.equal(error?.code, 'LLM_BAD_REQUEST');
      assert.equal(response.headers.get('x-should-retry'), 'false');
      assert.equal(red.taken('seen').length, before);
    });
  }

  it('stops to read a body of unknown length at the limit', async () => {
    await red.deploy(flow({ maxBodyMegabytes: 0.01 }));
    const { hostname, port } = new URL(red.url);
    const socket = connect(Number(port), hostname);
    let reply = '';
    socket.on('data', (bytes) => { reply += bytes.toString('utf8'); });
    socket.on('error', () => undefined);
    socket.write('POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n');
    socket.write(`4000\r\n${'x'.repeat(0x4000)}\r\n`);
    await new Promise((resolve) => socket.once('close', resolve));
    assert.match(reply, /^HTTP\/1.1 413 /);
    assert.match(reply, /connection: close/i);
  });

  it('lists the aliases and models', async () => {
    await red.deploy(flow({ aliases: [{ name: 'fast', use: 'two' }] }));
    const list = await bodyOf(await fetch(`${red.url}/v1/models`));
    assert.deepEqual(list.data?.map(({ id }) => id), ['auto', 'fast', 'Test/one', 'Test/two']);
    assert.equal((await fetch(`${red.url}/v1/models/Test/two`)).status, 200);
    const missing = await fetch(`${red.url}/v1/models/nobody`);
    assert.equal(missing.status, 404);
    assert.equal((await bodyOf(missing)).error?.code, 'model_not_found');
  });

  it('lets an alias and a model\'s name choose, and refuses a name that nobody has', async () => {
    await red.deploy(flow({ aliases: [{ name: 'fast', use: 'two' }] }));
    const answer = async (model: string): Promise<string | undefined> => (await bodyOf(await openAi(red, question('Hi', { model })))).choices?.[0]?.message.content;
    assert.equal(await answer('fast'), 'two: Hi');
    assert.equal(await answer('Test/two'), 'two: Hi');
    assert.equal(await answer('auto'), 'one: Hi');
    const missing = await openAi(red, question('Hi', { model: 'nobody' }));
    assert.equal(missing.status, 404);
    assert.equal((await bodyOf(missing)).error?.code, 'model_not_found');
  });

  it('leaves the choice to the flow when clients may not name models', async () => {
    await red.deploy(flow({ clientsNameModels: false }));
    assert.equal((await bodyOf(await openAi(red, question('Hi', { model: 'two' })))).choices?.[0]?.message.content, 'one: Hi');
    assert.deepEqual((await bodyOf(await fetch(`${red.url}/v1/models`))).data?.map(({ id }) => id), ['auto']);
  });

  it('wants a client key where keys are set, and shows it to nobody', async () => {
    await red.deploy([
      providerNode(provider.address), door({ ...keys({ ada: 'key-of-ada', bob: 'key-of-bob', eve: '' }), wires: [['look']] }),
      { id: 'look', type: 'function', func: 'msg.raw = JSON.stringify([msg.req.headers, msg.req.rawHeaders]); return msg;', outputs: 1, wires: [['seen']] },
      taker('seen', [['ask']]),
      { id: 'ask', type: 'switchyard-ask', wires: [['reply'], ['reply']] },
      { id: 'reply', type: 'switchyard-reply', wires: [[]] },
    ]);
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'Basic key-of-ada' }, { 'x-api-key': 'key-of-ad' }, { authorization: 'Bearer ' }] as Record<string, string>[]) {
      const response = await openAi(red, question('Hello'), { headers });
      assert.equal(response.status, 401);
      assert.equal((await bodyOf(response)).error?.code, 'invalid_api_key');
      assert.equal((await fetch(`${red.url}/v1/models`, { headers })).status, 401);
    }
    for (const headers of [{ authorization: 'Bearer key-of-ada' }, { 'x-api-key': 'key-of-bob' }] as Record<string, string>[]) {
      const seen = red.next('seen');
      assert.equal((await openAi(red, question('Hello'), { headers })).status, 200);
      assert.doesNotMatch(JSON.stringify(await seen), /key-of/);
    }
  });

  it('stays shut to all when its keys are gone, and says so', async () => {
    for (const [names, words] of [[{ ada: '' }, '1 key missing'], [{ ada: '', bob: '' }, '2 keys missing']] as const) {
      assert.deepEqual(await statuses('door2', () => red.deploy(flow({ ...keys(names), id: 'door2' }))), [`yellow ring ${words}`]);
      assert.equal((await openAi(red, question('Hello'))).status, 401);
    }
  });

  it('tells nothing of this machine to whoever sends an address that cannot be decoded, with a key or without', async () => {
    await red.deploy(flow({ ...keys({ ada: 'key-of-ada' }), chatPage: '/chat' }));
    const tell = async (path: string, headers: Record<string, string>): Promise<[number, string]> => {
      const response = await fetch(`${red.url}${path}`, { headers });
      return [response.status, await response.text()];
    };
    const [status, text] = await tell('/v1/models/%E0%A4%A', {});
    assert.deepEqual([status, (JSON.parse(text) as Body).error?.code], [401, 'invalid_api_key']);
    const [known, words] = await tell('/v1/models/%E0%A4%A', { authorization: 'Bearer key-of-ada' });
    assert.deepEqual([known, (JSON.parse(words) as Body).error?.code], [404, 'model_not_found']);
    const [page, said] = await tell('/chat/%E0%A4%A', {});
    assert.equal(page, 404);
    assert.doesNotMatch(said, /node_modules/);
  });

  it('tells a client 504 whose message is dropped', async () => {
    await red.deploy([door({ unansweredSeconds: 1, wires: [[]] })]);
    const response = await openAi(red, question('Hello'));
    assert.equal(response.status, 504);
    assert.equal((await bodyOf(response)).error?.code, 'LLM_TIMEOUT');
  });

  it('does not count the time that an ask needs', async () => {
    await red.deploy(flow({ unansweredSeconds: 1 }));
    provider.script((call) => { setTimeout(() => echo(call, 1), 1300); });
    assert.equal((await openAi(red, question('Hello'))).status, 200);
  });

  it('hangs up at the provider when its client goes, streamed or not', async () => {
    await red.deploy(flow());
    for (const stream of [true, false]) {
      const aborted = gate();
      const called = gate();
      provider.script(async (call) => { call.text('first'); called.open(); await call.aborted; aborted.open(); });
      const control = new AbortController();
      const response = openAi(red, question('Hello', { stream }), { signal: control.signal });
      response.catch(() => undefined);
      await called;
      if (stream) await (await response).body?.getReader().read();
      control.abort();
      await aborted;
    }
    assert.equal(provider.aborts, 2);
  });

  it('lets a running answer go on through a full deploy', async () => {
    await red.deploy(flow());
    const more = gate();
    provider.script(async (call) => { call.text('before '); await more; call.text('after'); call.finish(); });
    const response = await openAi(red, question('Hello', { stream: true }));
    await red.deploy(flow({ path: '/other' }));
    more.open();
    assert.equal(textOf(await readEvents(response)), 'before after');
    assert.equal((await openAi(red, question('Hello'))).status, 404);
    provider.script(echo);
    assert.equal((await openAi(red, question('Hello'), { path: '/other' })).status, 200);
  });

  it('tells a client whose flow is removed in the midst', async () => {
    await red.deploy([...flow().filter(({ id }) => id !== 'ask'), { id: 'ask', type: 'switchyard-ask', wires: [['pass'], []] }, taker('pass', [['reply']])]);
    const more = gate();
    provider.script(async (call) => { await more; echo(call, 1); });
    const response = openAi(red, question('Hello'));
    while (provider.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await red.deploy([door({ wires: [[]] })]);
    more.open();
    assert.equal((await response).status, 504);
    assert.ok(red.log.some((line) => /was dropped/.test(line)));
  });

  it('works with http response in place of reply', async () => {
    await red.deploy([
      providerNode(provider.address), door({ wires: [['ask']] }), { id: 'ask', type: 'switchyard-ask', wires: [['out'], ['out']] },
      { id: 'out', type: 'http response', statusCode: '', headers: {}, wires: [] },
    ]);
    const good = await openAi(red, question('Hello'));
    assert.equal(await good.text(), 'one: Hello');
    assert.match(good.headers.get('content-type') ?? '', /^text\/plain/);
    provider.script((call) => call.reply(401, { error: { message: 'no' } }));
    assert.equal((await openAi(red, question('Hello'))).status, 502);
  });

  it('tells a client at once of an error that nothing in the flow takes', async () => {
    await red.deploy(flow({}, { wires: [['reply'], []] }));
    provider.script((call) => call.reply(401, { error: { message: 'no' } }));
    const response = await openAi(red, question('Hello'));
    assert.equal(response.status, 502);
    assert.equal((await bodyOf(response)).error?.code, 'LLM_BAD_KEY');
  });

  it('serves the chat page under its own policy, and gives it a session', async () => {
    await red.deploy(flow({ chatPage: '/talk', name: 'Support' }));
    const page = await fetch(`${red.url}/talk`);
    const html = await page.text();
    // Word for word: each of these keeps something out, and one more word lets something in.
    assert.deepEqual((page.headers.get('content-security-policy') ?? '').split('; ').sort(), [
      "base-uri 'none'", "connect-src 'self'", "default-src 'none'", "form-action 'none'", "frame-ancestors 'self'", "img-src 'self' data:", "script-src 'self'", "style-src 'self'",
    ]);
    assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(page.headers.get('referrer-policy'), 'no-referrer');
    assert.match(page.headers.get('set-cookie') ?? '', /switchyard-session=\S{20,}; Path=\/; HttpOnly; SameSite=Strict/);
    assert.match(html, /<meta name="switchyard-path" content="\/v1">/);
    const script = /src="([^"]+\.js)"/.exec(html)?.[1] ?? '';
    assert.equal(script, '/talk/chat.js');
    assert.match((await fetch(`${red.url}${script}`)).headers.get('content-type') ?? '', /^text\/javascript/);
    assert.equal((await fetch(`${red.url}/talk/..%2fchat-page.js`)).status, 404);
    assert.equal((await fetch(`${red.url}/talk/index.html`)).status, 404);
    assert.deepEqual(await (await fetch(`${red.url}/talk/info`)).json(), { practice: false, name: 'Support', models: ['auto', 'Test/one', 'Test/two'] });
    await red.deploy(flow());
    assert.equal((await fetch(`${red.url}/talk`)).status, 404);
  });

  it('has its door and its page at the root as well', async () => {
    await red.deploy(flow({ path: '/', chatPage: '/' }));
    const page = await fetch(`${red.url}/`);
    const html = await page.text();
    assert.match(html, /<meta name="switchyard-path" content="">/);
    const script = /src="([^"]+\.js)"/.exec(html)?.[1] ?? '';
    assert.equal((await fetch(`${red.url}${script}`)).status, 200, script);
    assert.equal((await fetch(`${red.url}/info`)).status, 200);
    assert.equal((await fetch(`${red.url}/models`)).status, 200);
    assert.equal((await openAi(red, question('Hello'), { path: '' })).status, 200);
  });

  describe('beside another one on the same path', () => {
    const pair = (first: Record<string, unknown> | undefined, second: Record<string, unknown>): Record<string, unknown>[] => [
      ...(first ? [{ ...door(keys({ ada: 'k' })), id: 'first', wires: [['one']], ...first }] : []), { ...door(), id: 'second', wires: [['two']], ...second },
      ...['one', 'two'].map((name) => ({ id: name, type: 'function', func: `msg.payload = '${name}'; return msg;`, outputs: 1, wires: [['reply']] })),
      { id: 'reply', type: 'switchyard-reply', wires: [[]] },
    ];
    /** Who answers, or the status. */
    const who = async (headers: Record<string, string> = {}, path = '/v1'): Promise<unknown> => {
      const response = await openAi(red, question('Hello'), { headers, path });
      return response.status === 200 ? (await bodyOf(response)).choices?.[0]?.message.content : response.status;
    };
    const ada = { authorization: 'Bearer k' };

    it('stays shut and says why; whatever is deployed, the first one\'s keys hold', async () => {
      red.log.length = 0;
      const shown = await statuses('second', () => red.deploy(pair({ name: 'House' }, { path: '/V1/' })));
      assert.deepEqual([await who(), await who(ada)], [401, 'one']);
      assert.ok(red.log.some((line) => /the path \/V1 is taken by another endpoint, 'House' \(first\)/.test(line)), red.log.join('\n'));
      assert.deepEqual(shown, ["red ring /V1 is taken by 'House'"]);
      for (const kind of ['nodes', 'flows', 'full'] as const) {
        await red.deploy(pair({ name: `House of ${kind}` }, {}), kind);
        assert.deepEqual([await who(), await who(ada)], [401, 'one'], kind);
      }
      for (const kind of ['nodes', 'full'] as const) {
        await red.deploy(pair({ name: 'House' }, { name: `Second of ${kind}` }), kind);
        assert.deepEqual([await who(), await who(ada)], [401, 'one'], kind);
      }
    });

    it('serves as soon as the first one has gone, or has another path', async () => {
      for (const kind of ['nodes', 'flows', 'full'] as const) {
        await red.deploy(pair({}, {}));
        assert.equal(await who(ada), 'one');
        await red.deploy(pair(undefined, {}), kind);
        assert.deepEqual([await who(), await who(ada)], ['two', 'two'], kind);
      }
      for (const [first, kind] of [[undefined, 'nodes'], [undefined, 'full'], [{ path: '/other' }, 'nodes']] as const) {
        await red.deploy(pair({}, {}));
        await red.deploy(pair(first, { name: 'New' }), kind);
        assert.equal(await who(), 'two');
        assert.equal(await who(ada, '/other'), first ? 'one' : 404);
      }
    });

    it('has no chat page where the other one has it, and says so; once that has gone, it has', async () => {
      /** Through which door the page asks, or the status. */
      const asks = async (): Promise<unknown> => {
        const response = await fetch(`${red.url}/chat`);
        const html = await response.text();
        return response.status === 200 ? /name="switchyard-path" content="([^"]*)"/.exec(html)?.[1] : response.status;
      };
      const [first, second] = [{ name: 'House', chatPage: '/chat' }, { path: '/other', chatPage: '/Chat/' }];
      for (const kind of ['nodes', 'full'] as const) {
        red.log.length = 0;
        const shown = await statuses('second', () => red.deploy(pair(first, second)));
        assert.deepEqual([await asks(), await who({}, '/other')], ['/v1', 'two']);
        assert.equal(shown.at(-1), 'yellow ring no chat page');
        assert.ok(red.log.some((line) => /the chat page \/Chat is that of another endpoint, 'House' \(first\)/.test(line)), red.log.join('\n'));
        await red.deploy(pair(undefined, second), kind);
        assert.deepEqual([await asks(), await who({}, '/other')], ['/other', 'two'], kind);
      }
    });
  });

  it('says so where its path or its page has a path that cannot be one, and opens nothing', async () => {
    for (const paths of [{ path: '/v1/(' }, { chatPage: '/chat(' }]) {
      red.log.length = 0;
      assert.deepEqual(await statuses('door', () => red.deploy(flow(paths))), ['red ring the path cannot be used']);
      assert.ok(red.log.some((line) => /cannot be used/.test(line)));
      assert.equal((await openAi(red, question('Hello'))).status, 404);
    }
    await red.deploy(flow());
    assert.equal((await openAi(red, question('Hello'))).status, 200);
  });

  it('says under the node how many wait, and that nobody does', async () => {
    await red.deploy([...flow({}, { wires: [['held'], ['reply']] }), { id: 'held', type: 'function', func: 'setTimeout(() => node.send(msg), 600);', outputs: 1, wires: [['reply']] },
      { id: 'status', type: 'status', scope: ['door'], wires: [['told']] }, taker('told')]);
    const words = (): unknown[] => red.taken('told').map(({ status }) => (status as { text: string }).text);
    const answer = openAi(red, question('Hello'));
    while (!words().includes('1 client')) await red.next('told');
    await (await answer).text();
    while (words().at(-1) === '1 client') await red.next('told');
    assert.equal(words().at(-1), '/v1');
  });

  it('knows a conversation by the page\'s cookie, a header or metadata, each behind its key\'s name', async () => {
    const sessions: unknown[] = [];
    const key = { authorization: 'Bearer k' };
    for (const [headers, metadata] of [[{ 'x-session-id': 's1' }, {}], [{ cookie: 'a=b; switchyard-session=s2' }, {}], [{}, { session_id: 's3' }], [{}, {}]] as const) {
      const done = red.next('out');
      await red.deploy([...flow(keys({ ada: 'k' }), { wires: [['out'], []] }), taker('out', [['reply']])]);
      await openAi(red, question('Hello', { metadata }), { headers: { ...key, ...headers } });
      sessions.push(((await done).llm as { session?: string }).session);
    }
    assert.deepEqual(sessions, ['ada/s1', 'ada/s2', 'ada/s3', undefined]);
  });
});

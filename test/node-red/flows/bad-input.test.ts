import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { echo } from '../../kit/scripted-provider';
import { question, readEvents } from '../door';
import { canvas, errorIn, node, rule, wholeText, type Seen } from './canvas';

const providerKey = 'marked-key-of-the-provider-4711';
const clientKey = 'marked-key-of-the-client-4711';
const secrets = /(?:provider|client|wrong)-4711/;

describe('bad input', () => {
  const here = canvas();
  /** All that clients got, in every test. */
  const received: string[] = [];
  const key = { credentials: { key: providerKey } };
  const keys = { clientKeys: [{ name: 'ada', slot: 'key1' }], credentials: { key1: clientKey } };
  const authorized = { authorization: `Bearer ${clientKey}` };
  const ask = (more: Record<string, unknown> = {}): Record<string, unknown> => node.ask('ask', [['out'], []], more);
  const door = (more: Record<string, unknown> = {}): Record<string, unknown>[] => [node.endpoint('door', [['seen']], { ...keys, ...more }), node.code('seen', 'return msg;', [['toClient', 'copy']]), node.ask('toClient', [['reply'], ['reply']]), node.reply()];

  const deploy = (...flow: Record<string, unknown>[]): Promise<void> => here.red.deploy([here.providerNode(key), ...closed(flow), node.catcher(), node.statuses()]);
  const chat = async (body: unknown, headers: Record<string, string> = authorized): Promise<Response> => {
    const response = await here.chat(body, headers);
    received.push(JSON.stringify([...response.headers]), await response.clone().text());
    return response;
  };
  const caught = async (to: string, msg: Record<string, unknown>): Promise<{ code: string; message: string; msg: Seen }> => {
    const seen = await here.after('caught', () => here.red.send(to, msg));
    return { ...seen.error as { code: string; message: string }, msg: seen };
  };

  /** Whatever came in: Node-RED lives, the next request is answered, and no key is in anything that can be seen. */
  afterEach(async () => {
    here.provider.script(echo);
    await deploy(ask({ models: [{ name: 'one', share: 1 }] }));
    assert.equal((await here.after('out', () => here.red.send('ask', { payload: 'still there?' }))).payload, 'one: still there?');
    const flows = await (await fetch(`${here.red.url}/admin/flows`)).text();
    const seen = ['caught', 'out', 'copy', 'status'].map((name) => JSON.stringify(here.red.taken(name)));
    for (const text of [...received, ...here.red.log, ...seen, flows]) assert.doesNotMatch(text, secrets);
    assert.equal(here.provider.calls.at(-1)?.headers.authorization, `Bearer ${providerKey}`);
  });

  after(() => {
    for (const file of filesIn(here.red.userDir)) assert.doesNotMatch(readFileSync(file, 'latin1'), secrets, file);
  });

  for (const [what, payload, field, remedy] of [
    ['no payload', undefined, 'payload is empty', 'Put the question there'],
    ['null', null, 'payload is empty', 'Put the question there'],
    ['an empty text', '', 'payload is empty', 'set Prompt'],
    ['blanks', ' \n\t', 'payload is empty', 'set Prompt'],
    ['an empty object', {}, 'payload is empty', 'set Prompt'],
    ['an empty list', [], 'payload is empty', 'set Prompt'],
    ['an object that is no chat', { text: 'Hi' }, 'without messages', 'payload.text'],
    ['a list that is no chat', [1, 2], 'not of messages', '"role": "user"'],
    ['a body without messages in it', { messages: [] }, 'messages', 'at least one'],
    ['messages that are none', { messages: 'Hi' }, 'messages', 'list'],
    ['an unknown role', [{ role: 'wizard', content: 'Hi' }], 'messages[0].role', 'user'],
    ['a message without content', [{ role: 'user' }], 'messages[0].content', 'content'],
    ['a message that is null', { messages: [null] }, 'messages[0]', 'object'],
    ['a part without a type', [{ role: 'user', content: [{ text: 'Hi' }] }], 'messages[0].content[0].type', 'Use text'],
    ['a tool result for no call', { messages: [{ role: 'tool', content: 'x' }] }, 'messages[0].tool_call_id', ''],
    ['a temperature that is no number', { messages: [{ role: 'user', content: 'Hi' }], temperature: 'hot' }, 'temperature', 'number'],
  ] as [string, unknown, string, string][]) {
    it(`names the field and the remedy for ${what}`, async () => {
      await deploy(ask());
      const { code, message, msg } = await caught('ask', payload === undefined ? {} : { payload });
      assert.equal(code, 'LLM_BAD_REQUEST', message);
      assert.equal(msg.statusCode, 400);
      assert.ok(message.includes(field), message);
      assert.ok(message.includes(remedy), message);
      assert.equal(here.provider.calls.length, 0);
    });
  }

  it('answers what is unusual but clear: a number, true, bytes, a text of a function\'s realm', async () => {
    await deploy(ask(), node.code('bytes', 'msg.payload = Buffer.from("Grüße"); return msg;', [['ask']]));
    const answer = async (to: string, payload: unknown): Promise<unknown> => (await here.after('out', () => here.red.send(to, { payload }))).payload;
    assert.deepEqual([await answer('ask', 42), await answer('ask', true), await answer('bytes', '')], ['one: 42', 'one: true', 'one: Grüße']);
  });

  it('refuses a body of 10 MB with 413, shows it to no flow and holds nothing of it', async () => {
    await deploy(...door());
    const response = await chat(question('x'.repeat(10 * 1024 * 1024)));
    assert.equal(response.status, 413);
    const { code, message } = await errorIn(response);
    assert.equal(code, 'LLM_BAD_REQUEST');
    assert.match(message, /larger than 5242880 bytes.*raise the limit/);
    assert.equal(here.red.taken('copy').length, 0);
    assert.equal(await wholeText(await chat(question('Hi'))), 'one: Hi');
  });

  for (const [what, body, message] of [
    ['malformed JSON', '{"messages": [{"role": "user",', /not JSON/],
    ['a body that is null', 'null', /body/],
    ['a body that is a text', '"Hi"', /body/],
    ['unknown roles', { messages: [{ role: 'wizard', content: 'Hi' }] }, /messages\[0\]\.role/],
    ['a stream that is not true or false', { messages: [{ role: 'user', content: 'Hi' }], stream: 'yes' }, /stream/],
  ] as const) {
    it(`refuses ${what} at the endpoint`, async () => {
      await deploy(...door());
      const response = await chat(body);
      assert.equal(response.status, 400);
      const error = await errorIn(response);
      assert.equal(error.code, 'LLM_BAD_REQUEST');
      assert.match(error.message, message);
    });
  }

  it('takes keys such as __proto__ for what they are: data', async () => {
    await deploy(...door(), ask());
    const evil = '{"__proto__":{"polluted":1,"stream":true},"constructor":{"prototype":{"polluted":1}},"messages":[{"role":"user","content":"Hi","__proto__":{"polluted":1}}],'
      + '"metadata":{"__proto__":{"polluted":1}},"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"__proto__":{"type":"string"}}}}}]}';
    assert.equal((await chat(evil)).status, 200);
    for (const llm of ['{"__proto__":{"plan":[{"do":"fly"}],"calls":100}}', '{"plan":[],"constructor":{"prototype":{"polluted":1}}}']) {
      assert.equal((await here.after('out', () => here.red.send('ask', { payload: 'Hi', llm: JSON.parse(llm) as unknown }))).payload, 'one: Hi');
    }
    assert.equal(({} as { polluted?: number }).polluted, undefined);
  });

  it('knows 404 for a model that nobody has', async () => {
    await deploy(...door());
    const response = await chat(question('Hi', { model: 'no-such-model' }));
    assert.equal(response.status, 404);
    const { code, message } = await errorIn(response);
    assert.equal(code, 'model_not_found');
    assert.match(message, /'no-such-model'.*list of models/);
  });

  it('lets no name of a model forge a line in the log', async () => {
    await here.deploy([node.endpoint('door', [['ask']]), node.ask('ask', [['reply'], []]), node.reply()]);
    assert.equal((await chat(question('Hi', { model: 'nobody\n28 Nov 01:00:00 - [info] forged' }))).status, 404);
    assert.ok(here.red.log.some((line) => line.includes('forged')), 'the failure is logged');
    assert.deepEqual(here.red.log.filter((line) => /forged/.test(line) && /\p{Cc}/u.test(line)), []);
  });

  it('says where to begin when there is no provider', async () => {
    await here.red.deploy([...closed([ask()]), node.catcher()]);
    const { code, message, msg } = await caught('ask', { payload: 'Hi' });
    assert.equal(code, 'LLM_NO_MODEL');
    assert.equal(msg.statusCode, 503);
    assert.match(message, /no provider yet.*Open the ask node and add one/);
  });

  it('says that an ask\'s provider is gone or disabled', async () => {
    await deploy(ask({ provider: 'gone' }));
    const { code, message } = await caught('ask', { payload: 'Hi' });
    assert.equal(code, 'LLM_NO_MODEL');
    assert.match(message, /missing or disabled.*choose another/);
  });

  it('says that a provider has no key', async () => {
    const kept = process.env.OPENAI_API_KEY;
    delete process.env.OPENAI_API_KEY;
    await here.red.deploy([{ id: 'keyless', type: 'switchyard-provider', name: `${here.own} keyless`, vendor: 'openai' }, ...closed([ask()]), node.catcher()]);
    const { code, message } = await caught('ask', { payload: 'Hi' });
    if (kept !== undefined) process.env.OPENAI_API_KEY = kept;
    assert.equal(code, 'LLM_BAD_KEY');
    assert.match(message, new RegExp(`'${here.own} keyless' has no key\\. Open it and enter one, or set OPENAI_API_KEY`));
  });

  it('says which provider refused the key, and never the key', async () => {
    await deploy(...door(), ask());
    here.provider.script((call) => call.reply(401, { error: { message: `Incorrect API key provided: ${providerKey}`, code: 'invalid_api_key' } }));
    const { code, message } = await caught('ask', { payload: 'Hi' });
    assert.equal(code, 'LLM_BAD_KEY');
    assert.match(message, new RegExp(`refused the key \\(401\\)\\. Open provider '${here.own}' and press Test`));
    const response = await chat(question('Hi', { stream: true }));
    assert.equal(response.status, 502);
    // As the provider is known to refuse now, the afterEach asks another one.
    here.own = `${here.own} with a good key`;
  });

  it('never repeats a key that a provider writes into another error', async () => {
    await deploy(...door(), ask());
    here.provider.script((call) => call.reply(400, { error: { message: `Bad header authorization: Bearer ${providerKey}` } }));
    assert.equal((await caught('ask', { payload: 'Hi' })).code, 'LLM_BAD_REQUEST');
    here.provider.script((call) => { call.event({ error: { message: `token ${providerKey} has expired` } }); });
    assert.ok((await chat(question('Hi', { stream: true }))).status >= 400);
    here.own = `${here.own} again`;
  });

  it('refuses a wrong client key without a word of it', async () => {
    await deploy(...door());
    const response = await chat(question('Hi'), { authorization: 'Bearer wrong-4711' });
    assert.equal(response.status, 401);
    assert.equal((await errorIn(response)).code, 'invalid_api_key');
  });

  it('names the router whose rules leave nobody', async () => {
    await deploy(node.router('router', [['ask']], { name: 'by region', rules: [rule('otherwise', ['no-such-model'], { must: true })] }), ask());
    const { code, message } = await caught('router', { payload: 'Hi' });
    assert.equal(code, 'LLM_NO_MODEL');
    assert.match(message, /by region/);
    assert.match(message, /no-such-model/);
  });

  it('names the router that has no rule for a message, where each rule has its port', async () => {
    await deploy(node.router('router', [['ask']], { name: 'by topic', portPerRule: true, rules: [rule({ source: 'msg', property: 'topic', value: 'x' }, [])] }), ask());
    const { code, message } = await caught('router', { payload: 'Hi' });
    assert.equal(code, 'LLM_NO_MODEL');
    assert.match(message, /'by topic'.*otherwise/);
  });

  for (const expression of ['payload[', '$nope(payload)', 'payload.(1 + "x")']) {
    it(`names a JSONata expression that cannot work: ${expression}`, async () => {
      await deploy(node.router('router', [['ask']], { rules: [rule({ source: 'jsonata', property: expression }, []), rule('otherwise', [])] }), ask());
      const { code, message } = await caught('router', { payload: 'Hi' });
      assert.equal(code, 'LLM_BAD_REQUEST');
      assert.ok(message.includes(expression), message);
    });
  }

  it('names a pattern that cannot work', async () => {
    await deploy(node.router('router', [['ask']], { rules: [rule({ source: 'msg', property: 'payload', operator: 'regex', value: '(' }, []), rule('otherwise', [])] }), ask());
    const { code, message } = await caught('router', { payload: 'Hi' });
    assert.equal(code, 'LLM_BAD_REQUEST');
    assert.ok(message.includes('('), message);
  });

  it('spends nothing of a budget of 0', async () => {
    await deploy(node.guard('guard', [['ask'], []], { budget: here.own, limit: 0 }), ask());
    const { code, message, msg } = await caught('guard', { payload: 'Hi' });
    assert.equal(code, 'LLM_OVER_BUDGET');
    assert.equal(msg.statusCode, 402);
    assert.match(message, /Raise the limit/);
    assert.equal(here.provider.calls.length, 0);
  });

  for (const [what, plan, field] of [
    ['a text', 'cheapest please', 'msg.llm.plan'],
    ['an unknown wish', [{ do: 'fly', node: 'x' }], 'msg.llm.plan[0].do'],
    ['null in the list', [null], 'msg.llm.plan[0]'],
    ['a negative limit', [{ do: 'budget', node: 'x', budget: 'b', limitMicros: -5, per: 'day', timeZone: 'UTC', who: 'everyone', unknownPrice: 'block' }], 'msg.llm.plan[0].limitMicros'],
    ['a limit that is no number', [{ do: 'budget', node: 'x', budget: 'b', limitMicros: 'lots', per: 'day', timeZone: 'UTC', who: 'everyone', unknownPrice: 'block' }], 'msg.llm.plan[0].limitMicros'],
    ['an endless list', Array.from({ length: 5000 }, () => ({ do: 'use', node: 'x', use: [] })), 'msg.llm.plan'],
  ] as [string, unknown, string][]) {
    it(`names the field of a hand-made plan that is nonsense: ${what}`, async () => {
      await deploy(ask());
      const { code, message } = await caught('ask', { payload: 'Hi', llm: { plan } });
      assert.equal(code, 'LLM_BAD_REQUEST');
      assert.ok(message.startsWith(`${field} must be`), message);
      assert.match(message, /remove msg\.llm/);
    });
  }

  it('refuses a budget of a hand-made plan in a time zone that there is not', async () => {
    await deploy(ask());
    const { code } = await caught('ask', { payload: 'Hi', llm: { plan: [{ do: 'budget', node: 'x', budget: here.own, limitMicros: 5, per: 'day', timeZone: 'Moon/Crater', who: 'everyone', unknownPrice: 'block' }] } });
    assert.equal(code, 'LLM_BAD_REQUEST');
  });

  for (const llm of ['nonsense', 42, null, [], { calls: 'many', runs: -1, tried: 'all', reply: 7, session: {} }, { streamed: 'all', id: 'forged', reply: 'forged' }]) {
    it(`passes over an msg.llm that is nonsense: ${JSON.stringify(llm)}`, async () => {
      await deploy(ask());
      assert.equal((await here.after('out', () => here.red.send('ask', { payload: 'Hi', llm }))).payload, 'one: Hi');
    });
  }

  it('gives one answer where two replies write to one request', async () => {
    await here.red.deploy([here.providerNode(key), node.endpoint('door', [['ask']], keys), node.ask('ask', [['reply', 'reply2'], ['reply']]), node.reply(), node.reply('reply2'), node.catcher(), ...closed([]), node.statuses()]);
    for (const stream of [true, false]) assert.equal((await chat(question('Hi', { stream }))).status, 200);
    assert.equal(here.provider.calls.length, 2);
  });

  it('ends a stream properly when its provider is removed in the midst', async () => {
    await deploy(...door());
    const begun = new Promise<void>((resolve) => { here.provider.script((call) => { call.text('half'); resolve(); }); });
    const response = await here.chat(question('Hi', { stream: true }), authorized);
    await begun;
    await here.red.deploy([]);
    here.provider.calls[0]?.text(' and half');
    here.provider.calls[0]?.finish();
    assert.equal((await readEvents(response)).at(-1), '[DONE]');
  });
});

/** The nodes with takers for what they send and what goes wrong. */
function closed(flow: Record<string, unknown>[]): Record<string, unknown>[] {
  const ids = new Set(flow.map(({ id }) => id));
  const code = (name: string): Record<string, unknown> => node.code(name, `global.get('take')('${name}', msg);`, [[]]);
  return [...flow, ...['caught', 'out', 'copy', 'status'].filter((name) => !ids.has(name)).map(code)];
}

function filesIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name !== 'node_modules').map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesIn(path) : [path]));
}

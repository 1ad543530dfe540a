import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { realNodeRed, taker, type RealNodeRed } from '../../kit/real-node-red';
import { echo, scriptedProvider, type ScriptedCall, type ScriptedProvider } from '../../kit/scripted-provider';
import { openAi, question } from '../door';

/** Every secret holds this, so that one look finds them all. */
const mark = 'MARKED';
/** Like any words: no pattern for keys finds this one. */
const providerKey = `${mark.toLowerCase()}umbrella_harbour_lantern`;
const variableKey = `sk-${mark}-variable-99b1c0d2aa`;
const clientKey = `sk-${mark}-client-71c3e5b8d0`;
const brokenKey = `sk-${mark}-broken\u0007bell-0a1b2c3d`;
const typedKey = `sk-${mark}-typed-5d6e7f8a9b`;

describe('keys show nowhere', function () {
  this.timeout(60_000);
  let red: RealNodeRed;
  let provider: ScriptedProvider;
  let stranger: ScriptedProvider;
  before(async () => {
    process.env.SWITCHYARD_TEST_KEY = variableKey;
    red = await realNodeRed();
    provider = await scriptedProvider();
    stranger = await scriptedProvider();
  });
  after(async () => {
    delete process.env.SWITCHYARD_TEST_KEY;
    await provider.close();
    await stranger.close();
    await red.close();
  });

  const row = (name: string): Record<string, unknown> => ({ name, inputPrice: 1, outputPrice: 1, window: '', tags: '', quality: '', region: '' });
  const account = (id: string, key: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
    id, type: 'switchyard-provider', name: `Account ${id}`, vendor: 'other-openai', address: provider.address, models: [row(`${id}-model`)], credentials: { key }, ...more,
  });
  const flow = (): Record<string, unknown>[] => [
    account('plain', providerKey), account('variable', '${SWITCHYARD_TEST_KEY}'), account('broken', brokenKey),
    account('unreachable', providerKey, { address: 'http://127.0.0.1:1/v1' }), account('metadata', providerKey, { address: 'http://169.254.169.254/v1' }),
    account('clear', providerKey, { address: 'http://model.example/v1' }),
    { id: 'door', type: 'switchyard-endpoint', clientKeys: [{ name: 'ada', slot: 'key1' }], credentials: { key1: clientKey }, wires: [['seen']] },
    taker('seen', [['ask']]),
    { id: 'ask', type: 'switchyard-ask', tries: 1, wholeDecision: true, wires: [['answered', 'reply'], ['failed', 'reply']] },
    { id: 'reply', type: 'switchyard-reply', wires: [[]] },
    taker('answered'), taker('failed'), taker('caught'), taker('told'), taker('shown'),
    { id: 'catch', type: 'catch', scope: null, uncaught: false, wires: [['caught']] },
    { id: 'events', type: 'switchyard-events', wires: [['told']] },
    { id: 'statuses', type: 'status', scope: null, wires: [['shown']] },
  ];

  /** All that anybody but the provider gets to see. */
  const everything = async (heard: string[]): Promise<Map<string, string>> => {
    const seen = new Map<string, string>([['log', red.log.join('\n')], ['clients', heard.join('\n')]]);
    for (const name of ['seen', 'answered', 'failed', 'caught', 'told', 'shown']) seen.set(`messages at ${name}`, JSON.stringify(red.taken(name)));
    for (const path of ['flows', 'flow/tab', 'nodes', 'settings', 'switchyard/models', 'switchyard/vendors', 'credentials/switchyard-provider/plain', 'credentials/switchyard-endpoint/door']) {
      const reply = await fetch(`${red.url}/admin/${path}`, { headers: { accept: 'application/json' } });
      seen.set(`admin ${path}`, await reply.text());
    }
    for (const file of filesIn(red.userDir)) seen.set(`file ${file}`, readFileSync(file, 'latin1'));
    return seen;
  };

  it('in messages, logs, statuses, errors, events, replies, admin routes and files, whatever goes wrong', async () => {
    await red.deploy(flow());
    const heard: string[] = [];
    const ask = async (model: string, more: Record<string, unknown> = {}): Promise<number> => {
      const response = await openAi(red, question('Hi', { model, ...more }), { headers: { authorization: `Bearer ${clientKey}` } });
      heard.push(JSON.stringify([...response.headers]), await response.text());
      return response.status;
    };
    const auth = (call: ScriptedCall): string => String(call.headers.authorization);
    const answers: [string, (call: ScriptedCall) => void][] = [
      ['a good answer', (call) => echo(call, 1)],
      ['a bad key that is echoed', (call) => call.reply(401, { error: { message: `Incorrect API key provided: ${auth(call).slice(7)}. Find yours at /keys.`, code: 'invalid_api_key' } })],
      ['a page with all headers', (call) => call.reply(500, `<html><title>${auth(call)}</title>${JSON.stringify(call.headers)}</html>`, { 'content-type': 'text/html' })],
      ['a refusal in plain text', (call) => call.reply(403, `forbidden for ${auth(call)}`, { 'content-type': 'text/plain', 'x-echo': auth(call) })],
      ['an error event', (call) => { call.head(); call.event({ error: { message: `bad token ${auth(call)}`, code: auth(call), param: auth(call) } }); }],
      ['a key among other words', (call) => call.reply(400, { error: { message: `There is no account ${auth(call).slice(7)} here`, param: auth(call).slice(7) } })],
      ['a cut', (call) => call.cut()],
      ['nonsense', (call) => call.event(`{"key": "${auth(call)}`)],
      ['a redirect', (call) => call.reply(307, '', { location: `${stranger.address}/chat/completions?${auth(call).slice(7)}` })],
    ];
    for (const [, answer] of answers) {
      provider.script((call) => answer(call));
      await ask('plain-model');
      await ask('variable-model', { stream: true });
    }
    for (const model of ['broken-model', 'unreachable-model', 'metadata-model', 'clear-model', 'nobody']) await ask(model);
    for (const headers of [{ authorization: `Bearer ${clientKey}x` }, { 'x-api-key': `${clientKey}y` }] as Record<string, string>[]) {
      const response = await openAi(red, question('Hi'), { headers });
      assert.equal(response.status, 401);
      heard.push(JSON.stringify([...response.headers]), await response.text());
    }
    for (const form of [{ id: 'plain', key: '__PWRD__', address: provider.address }, { id: 'plain', key: '__PWRD__', address: stranger.address }, { id: 'new', key: typedKey, address: provider.address }, { id: 'new', key: typedKey, address: 'http://127.0.0.1:1/v1' }]) {
      const reply = await fetch(`${red.url}/admin/switchyard/test`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'T', vendor: 'other-openai', ...form }) });
      heard.push(await reply.text());
    }
    assert.ok(provider.calls.some((call) => auth(call).includes(providerKey)) && provider.calls.some((call) => auth(call).includes(variableKey)), 'the keys were in use');
    assert.ok(red.taken('failed').length > 10 && red.taken('told').length > 10, 'it all went through the flow');
    assert.deepEqual(stranger.requests, [], 'a stranger was called');
    for (const [where, text] of await everything(heard)) {
      const at = text.toLowerCase().indexOf(mark.toLowerCase());
      assert.equal(at, -1, `${where}: …${text.slice(Math.max(0, at - 200), at + 60)}…`);
    }
  });

  it('and prompts are in no log', async () => {
    await red.deploy(flow());
    provider.script(echo);
    const response = await openAi(red, question('a prompt that is MARKED as private', { model: 'plain-model' }), { headers: { authorization: `Bearer ${clientKey}` } });
    assert.match(await response.text(), /MARKED as private/);
    assert.ok(!red.log.join('\n').includes('private'));
  });
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name === 'node_modules') return [];
    if (entry.isDirectory()) return filesIn(path);
    return statSync(path).size < 64 * 1024 * 1024 ? [path] : [];
  });
}

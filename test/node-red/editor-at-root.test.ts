import assert from 'node:assert/strict';
import { realNodeRed, taker, type RealNodeRed } from '../kit/real-node-red';
import { scriptedProvider, type ScriptedProvider } from '../kit/scripted-provider';
import { openAi, providerNode, question } from './door';

interface Body { error?: { code: string; message: string; param: string | null } }

/** As Node-RED comes: its editor at "/", whose parser and whose leave for all pages stand before every route of a flow. */
describe('endpoint, with the editor at the root', () => {
  let red: RealNodeRed;
  let provider: ScriptedProvider;
  before(async function () { this.timeout(60_000); red = await realNodeRed({ httpAdminRoot: '/' }); provider = await scriptedProvider(); });
  after(async () => { await red.close(); await provider.close(); });

  const flow = (more: Record<string, unknown> = {}): Record<string, unknown>[] => [
    providerNode(provider.address), { id: 'door', type: 'switchyard-endpoint', wires: [['seen']], ...more }, taker('seen', [['ask']]),
    { id: 'ask', type: 'switchyard-ask', wires: [['reply'], ['reply']] }, { id: 'reply', type: 'switchyard-reply', wires: [[]] },
  ];
  const keyed = { clientKeys: [{ name: 'Shop', slot: 'key1' }], credentials: { key1: 'a-secret' } };
  const page = { origin: 'https://evil.example' };
  const asked = (): number => provider.calls.length;
  const errorOf = async (response: Response): Promise<NonNullable<Body['error']>> => (await response.json() as Body).error!;

  for (const [what, body, status, param] of [['what is not JSON', '{"messages": [', 400, 'body'], ['more than the editor reads', JSON.stringify({ pad: 'x'.repeat(5_300_000) }), 413, 'body']] as const) {
    it(`tells its clients in their own dialect of ${what}, and nothing of this machine`, async () => {
      // The second time after a deploy: the door before it is gone.
      for (let times = 0; times < 2; times++) {
        await red.deploy(flow());
        const response = await openAi(red, body);
        assert.equal(response.status, status);
        const text = await response.text();
        assert.equal((JSON.parse(text) as Body).error?.param, param);
        assert.doesNotMatch(text, /node_modules|<pre>/);
      }
    });
  }

  it('leaves the errors of other routes as they are', async () => {
    await red.deploy(flow());
    const response = await fetch(`${red.url}/flows`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' });
    assert.equal(response.status, 400);
    assert.match(await response.text(), /<html/);
  });

  it('holds its own limit for a body that the editor has read', async () => {
    await red.deploy(flow({ maxBodyMegabytes: 0.01 }));
    assert.equal((await openAi(red, JSON.stringify({ pad: 'x'.repeat(20_000) }))).status, 413);
  });

  it('lets no page of another origin ask where there are no keys, as a form that needs no leave either', async () => {
    await red.deploy(flow());
    const before = asked();
    for (const headers of [page, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }, { ...page, 'sec-fetch-site': 'same-site' }]) {
      const response = await openAi(red, question('Hello'), { headers });
      assert.equal(response.status, 403);
      assert.equal(response.headers.get('access-control-allow-origin'), null);
      const { code, message } = await errorOf(response);
      assert.equal(code, 'foreign_page');
      assert.match(message, /httpNodeCors/);
    }
    const form = await fetch(`${red.url}/v1/chat/completions`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'messages[0][role]=user&messages[0][content]=Hello' });
    assert.equal(form.status, 400);
    assert.equal((await errorOf(form)).param, 'content-type');
    assert.equal(asked(), before);
  });

  it('answers its own page, and programs', async () => {
    await red.deploy(flow());
    const own: Record<string, string>[] = [{}, { origin: red.url }, { origin: red.url, 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }];
    for (const headers of own) {
      assert.equal((await openAi(red, question('Hello'), { headers })).status, 200);
    }
  });

  it('answers whoever has a key, but lets no page read it that settings.js does not name', async () => {
    await red.deploy(flow(keyed));
    const response = await openAi(red, question('Hello'), { headers: { ...page, authorization: 'Bearer a-secret' } });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('access-control-allow-origin'), null);
  });
});

describe('endpoint, with the editor at the root and a page that httpNodeCors names', () => {
  let red: RealNodeRed;
  let provider: ScriptedProvider;
  before(async function () { this.timeout(60_000); red = await realNodeRed({ httpAdminRoot: '/', httpNodeCors: { origin: 'https://shop.example' } }); provider = await scriptedProvider(); });
  after(async () => { await red.close(); await provider.close(); });

  it('answers that page, and no other', async () => {
    await red.deploy([
      providerNode(provider.address), { id: 'door', type: 'switchyard-endpoint', wires: [['ask']] },
      { id: 'ask', type: 'switchyard-ask', wires: [['reply'], ['reply']] }, { id: 'reply', type: 'switchyard-reply', wires: [[]] },
    ]);
    const response = await openAi(red, question('Hello'), { headers: { origin: 'https://shop.example', 'sec-fetch-site': 'cross-site' } });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('access-control-allow-origin'), 'https://shop.example');
    assert.equal((await openAi(red, question('Hello'), { headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } })).status, 403);
  });
});

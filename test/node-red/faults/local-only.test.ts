import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { realNodeRed, type RealNodeRed } from '../../kit/real-node-red';
import { scriptedProvider, type ScriptedProvider } from '../../kit/scripted-provider';
import { providerNode, question } from '../door';

interface Reply { status: number; body: string; headers: Record<string, unknown> }

describe('an endpoint without client keys', () => {
  let red: RealNodeRed;
  let provider: ScriptedProvider;
  before(async function () { this.timeout(60_000); red = await realNodeRed(); provider = await scriptedProvider(); });
  after(async () => { await provider.close(); await red.close(); });

  const flow = (door: Record<string, unknown> = {}): Record<string, unknown>[] => [
    providerNode(provider.address), { id: 'door', type: 'switchyard-endpoint', chatPage: '/chat', wires: [['ask']], ...door },
    { id: 'ask', type: 'switchyard-ask', wires: [['reply'], ['reply']] }, { id: 'reply', type: 'switchyard-reply', wires: [[]] },
  ];
  const body = JSON.stringify(question('Hi'));
  /** Not fetch, which lets nobody set the Host header. */
  const ask = (headers: Record<string, string> = {}, path = '/v1/chat/completions', method = 'POST'): Promise<Reply> => new Promise((resolve, reject) => {
    const { port } = new URL(red.url);
    const sent = request({ host: '127.0.0.1', port, path, method, headers: { 'content-type': 'application/json', host: `127.0.0.1:${port}`, ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => { text += piece; }).on('end', () => resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }));
    });
    sent.on('error', reject).end(method === 'POST' ? body : undefined);
  });

  it('answers this machine', async () => {
    await red.deploy(flow());
    assert.equal((await ask()).status, 200);
    assert.equal((await ask({ host: 'localhost:1880' })).status, 200);
    assert.equal((await ask({ host: '[::1]:1880' })).status, 200);
    assert.equal((await ask({}, '/v1/models', 'GET')).status, 200);
  });

  for (const [what, headers] of [
    ['what came through a proxy', { 'x-forwarded-for': '203.0.113.9' }], ['even for this machine, where a proxy says so', { 'x-forwarded-for': '127.0.0.1' }],
    ['what came through a proxy of the newer kind', { forwarded: 'for=203.0.113.9' }], ['what came through a proxy with a header of its own', { 'x-real-ip': '203.0.113.9' }],
    ['what came through a proxy that tells the first name', { 'x-forwarded-host': 'chat.example' }], ['what came through a proxy that names itself', { via: '1.1 cache' }],
    ['what came through Cloudflare', { 'cf-connecting-ip': '203.0.113.9' }], ['what came through Akamai', { 'true-client-ip': '203.0.113.9' }],
    ['a page of another site whose name leads here', { host: 'evil.example' }], ['a name that begins like this machine’s', { host: 'localhost.evil.example' }],
  ] as [string, Record<string, string>][]) {
    it(`refuses ${what}, and says what to do`, async () => {
      await red.deploy(flow());
      const calls = provider.calls.length;
      const reply = await ask(headers);
      assert.equal(reply.status, 403);
      assert.match(reply.body, /Add a client key in the endpoint node/);
      assert.equal((await ask(headers, '/v1/models', 'GET')).status, 403);
      assert.ok(!(await ask(headers, '/chat/info', 'GET')).body.includes('Test/one'), 'the page tells no models');
      assert.equal(provider.calls.length, calls);
    });
  }

  /** All that comes back for a question in these bytes, or undefined where this machine cannot send from there. */
  const raw = (version: string, host: string, localAddress?: string): Promise<string | undefined> => new Promise<string>((resolve, reject) => {
    const { port } = new URL(red.url);
    const socket = connect({ host: '127.0.0.1', port: Number(port), localAddress });
    let heard = '';
    socket.on('connect', () => socket.write(`POST /v1/chat/completions HTTP/${version}\r\nhost: ${host}:${port}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`));
    socket.on('data', (bytes) => { heard += bytes.toString(); }).on('close', () => resolve(heard)).on('error', reject);
  }).catch(() => undefined);

  it('refuses another machine', async function () {
    const address = Object.values(networkInterfaces()).flatMap((all) => all ?? []).find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
    if (!address) return this.skip();
    await red.deploy(flow());
    // From an outside address of this machine to its loopback: what a neighbour looks like to the server.
    const text = await raw('1.1', '127.0.0.1', address);
    if (text === undefined) return this.skip();
    assert.match(text, /^HTTP\/1\.1 403/);
  });

  it('refuses HTTP/1.0, which a plain nginx of the older kind speaks for whoever asks it', async () => {
    await red.deploy(flow());
    assert.match(await raw('1.1', 'localhost') ?? '', /^HTTP\/1\.1 200/);
    assert.match(await raw('1.0', 'localhost') ?? '', /^HTTP\/1\.1 403[^]*Add a client key in the endpoint node/);
    await red.deploy(flow({ openToAll: true }));
    assert.match(await raw('1.0', 'localhost') ?? '', /^HTTP\/1\.1 200/);
  });

  it('answers everybody where the user says so, or has a key', async () => {
    await red.deploy(flow({ openToAll: true }));
    assert.equal((await ask({ 'x-forwarded-for': '203.0.113.9', host: 'chat.example' })).status, 200);
    await red.deploy(flow({ clientKeys: [{ name: 'ada', slot: 'key1' }], credentials: { key1: 'the-key-of-ada' } }));
    assert.equal((await ask({ 'x-forwarded-for': '203.0.113.9', host: 'chat.example', authorization: 'Bearer the-key-of-ada' })).status, 200);
    assert.equal((await ask({ 'x-forwarded-for': '203.0.113.9', host: 'chat.example' })).status, 401);
    assert.equal((await ask()).status, 401, 'with keys, this machine needs one, too');
  });

  it('lets no page of another origin in, unless settings.js allows it', async () => {
    await red.deploy(flow());
    const reply = await ask({ origin: 'https://evil.example' });
    assert.equal(reply.headers['access-control-allow-origin'], undefined);
    assert.equal((await ask({ origin: 'https://evil.example', 'access-control-request-method': 'POST' }, '/v1/chat/completions', 'OPTIONS')).headers['access-control-allow-origin'], undefined);
  });
});

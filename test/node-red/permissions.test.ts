import assert from 'node:assert/strict';
import { realNodeRed, type RealNodeRed } from '../kit/real-node-red';

interface User { username: string; permissions: string }
const users: Readonly<Record<string, User>> = { owner: { username: 'owner', permissions: '*' }, reader: { username: 'reader', permissions: 'read' } };
const password = 'open sesame';

const reading: [method: string, path: string, body?: object][] = [
  ['GET', 'models'], ['GET', 'vendors'], ['POST', 'decide', { prompt: 'Hi' }],
];
/** Sends a key of the user's to an address that the request names. */
const testing: (typeof reading)[number] = ['POST', 'test', { id: 'none', name: 'T', vendor: 'other-openai', key: 'a-key', address: 'http://127.0.0.1:1/v1' }];

describe('the admin routes, where Node-RED has users', function () {
  this.timeout(60_000);
  let red: RealNodeRed;
  before(async () => {
    red = await realNodeRed({
      adminAuth: {
        type: 'credentials',
        users: (name: string) => Promise.resolve(users[name] ?? null),
        authenticate: (name: string, given: string) => Promise.resolve(given === password ? users[name] ?? null : null),
      },
    });
  });
  after(() => red.close());

  const tokenOf = async (username: string): Promise<string> => {
    const reply = await fetch(`${red.url}/admin/auth/token`, {
      method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_id: 'node-red-admin', grant_type: 'password', scope: '', username, password }),
    });
    return ((await reply.json()) as { access_token: string }).access_token;
  };
  const statusOf = async ([method, path, body]: (typeof reading)[number], token?: string): Promise<number> => {
    const reply = await fetch(`${red.url}/admin/switchyard/${path}`, {
      method, headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }, ...(body && { body: JSON.stringify(body) }),
    });
    await reply.arrayBuffer();
    return reply.status;
  };

  it('answer nobody without a login', async () => {
    for (const route of [...reading, testing]) assert.equal(await statusOf(route), 401, route[1]);
    for (const route of [...reading, testing]) assert.equal(await statusOf(route, 'made-up'), 401, route[1]);
  });

  it('let a reader read, and send nothing anywhere', async () => {
    const token = await tokenOf('reader');
    for (const route of reading) assert.equal(await statusOf(route, token), 200, route[1]);
    assert.equal(await statusOf(testing, token), 401);
  });

  it('let the owner do all', async () => {
    const token = await tokenOf('owner');
    for (const route of [...reading, testing]) assert.equal(await statusOf(route, token), 200, route[1]);
  });
});

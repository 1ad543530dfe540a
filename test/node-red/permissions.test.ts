import assert from 'node:assert/strict';
import { realNodeRed, type RealNodeRed } from '../kit/real-node-red';

interface User { username: string; permissions: string }
const users: Readonly<Record<string, User>> = { owner: { username: 'owner', permissions: '*' }, reader: { username: 'reader', permissions: 'read' } };

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
        authenticate: () => Promise.resolve(null),
        // In place of a login, whose session would keep this process alive for a week.
        tokens: (token: string) => Promise.resolve(users[token.replace('token-of-', '')] ?? null),
      },
    });
  });
  after(() => red.close());

  const tokenOf = (username: string): string => `token-of-${username}`;
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
    const token = tokenOf('reader');
    for (const route of reading) assert.equal(await statusOf(route, token), 200, route[1]);
    assert.equal(await statusOf(testing, token), 401);
  });

  it('let the owner do all', async () => {
    const token = tokenOf('owner');
    for (const route of [...reading, testing]) assert.equal(await statusOf(route, token), 200, route[1]);
  });
});

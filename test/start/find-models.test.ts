import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { localServers, mayDiscover, providersWithKeys } from '../../nodes/kit/discover';
import { findVendor } from '../../src/outbound/vendors';
import { importScript, startPractice } from '../kit/practice-provider';

interface Found { none: boolean; detail: string }
interface Look { env: NodeJS.ProcessEnv; ownProviders: boolean; discover: object; vendors: object[] }

describe('npm start, finding models', () => {
  let findModels: (look: Look) => Promise<Found>;
  let server: Server;
  let empty: string;
  before(async () => {
    ({ findModels } = await importScript<{ findModels: typeof findModels }>('start/find-models.mjs'));
    server = createServer((_, response) => response.end('{"object":"list","data":null}')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    empty = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  const look = (env: NodeJS.ProcessEnv, ownProviders = false) =>
    findModels({ env, ownProviders, discover: { mayDiscover, providersWithKeys, localServers }, vendors: [findVendor('openai')!] });

  it('takes a key of a known vendor in the environment', async () => {
    assert.deepEqual(await look({ OPENAI_API_KEY: 'sk-x', SWITCHYARD_LOCAL: empty }), { none: false, detail: 'OpenAI' });
  });

  it('takes a server on this computer that lists a model', async () => {
    const practice = await startPractice();
    const found = await look({ SWITCHYARD_LOCAL: practice.url });
    await practice.close();
    assert.deepEqual(found, { none: false, detail: `${practice.url}/v1` });
  });

  it('wants practice models where there is no key, and no server or one without a model', async () => {
    const closed = await startPractice();
    await closed.close();
    for (const SWITCHYARD_LOCAL of [empty, closed.url]) assert.equal((await look({ SWITCHYARD_LOCAL })).none, true);
  });

  it('looks for nothing where the flow has providers, or where it must not', async () => {
    assert.equal((await look({ SWITCHYARD_LOCAL: empty }, true)).none, false);
    assert.equal((await look({ SWITCHYARD_LOCAL: empty, SWITCHYARD_DISCOVER: '0' })).none, false);
  });
});

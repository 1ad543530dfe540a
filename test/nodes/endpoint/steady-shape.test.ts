import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { steadyShape } from '../../../nodes/endpoint/steady-shape';

/** What a request and its response have at the end that they had not before Express saw them. */
async function added(path: string, method = 'POST', shaped = true): Promise<string[]> {
  const app = express();
  const mounted = express();
  app.use('/', mounted);
  mounted.all('/v1/chat/completions', (request, response) => { request.body = {}; response.status(201).end('done'); });
  mounted.all('/other', (_request, response) => { response.end('done'); });
  let seen: { before: PropertyKey[]; after(): PropertyKey[] } | undefined;
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const keys = (): PropertyKey[] => [...Reflect.ownKeys(request), ...Reflect.ownKeys(response).map((key) => `response.${String(key)}`)];
    seen = { before: keys(), after: keys };
    app(request as never, response as never);
  });
  const stop = shaped ? steadyShape(server, '/v1/chat/completions') : undefined;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method });
    assert.equal(await answer.text(), 'done');
    assert.equal(answer.status, path === '/other' ? 200 : 201);
    const { before, after } = seen as NonNullable<typeof seen>;
    stop?.();
    assert.equal(server.listenerCount('request'), 1, 'nothing stays behind');
    return after().filter((key) => !before.includes(key)).map(String);
  } finally {
    server.close();
  }
}

describe('the shape of a request', () => {
  it('is whole before Express sees it, so that no property is added behind its back', async () => {
    assert.deepEqual(await added('/v1/chat/completions'), []);
    assert.notDeepEqual(await added('/v1/chat/completions', 'POST', false), []);
  });

  it('is touched for no other route and no other method', async () => {
    assert.ok((await added('/other')).includes('response.locals'));
    assert.ok((await added('/v1/chat/completions', 'GET')).includes('response.locals'));
  });

  it('needs no server: Node-RED may live in an app that gives it none', () => steadyShape(undefined, '/v1/chat/completions')());
});

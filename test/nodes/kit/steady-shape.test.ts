import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { steadyShape } from '../../../nodes/kit/steady-shape';

/** What a request and its response have at the end that they had not before Express saw them. */
async function added({ method = 'POST', type = 'application/json', shaped = true, wanted = true } = {}): Promise<string[]> {
  const app = express();
  const mounted = express();
  app.use('/', mounted);
  mounted.all('/chat', (request, response) => { request.body = {}; response.status(201).end('done'); });
  let seen: { before: PropertyKey[]; after(): PropertyKey[] } | undefined;
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const keys = (): PropertyKey[] => [...Reflect.ownKeys(request), ...Reflect.ownKeys(response).map((key) => `response.${String(key)}`)];
    seen = { before: keys(), after: keys };
    app(request as never, response as never);
  });
  const stop = shaped ? steadyShape(server, () => wanted) : undefined;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/chat`, { method, headers: { 'content-type': type } });
    assert.equal(await answer.text(), 'done');
    assert.equal(answer.status, 201);
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
    assert.deepEqual(await added(), []);
    assert.notDeepEqual(await added({ shaped: false }), []);
  });

  it('is left as it is where no JSON is posted, and where none of our nodes is in use', async () => {
    for (const how of [{ method: 'GET' }, { type: 'text/plain' }, { wanted: false }]) assert.ok((await added(how)).includes('response.locals'), JSON.stringify(how));
  });

  it('never ends the process where somebody else has fixed a property, and keeps a status that was set', () => {
    const server = createServer();
    const stop = steadyShape(server, () => true);
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, eventNames: () => [] };
    const response = { statusCode: 503 };
    server.emit('request', request, response);
    assert.equal(response.statusCode, 503);
    server.emit('request', Object.freeze({ ...request }), {});
    stop();
  });

  it('needs no server: Node-RED may live in an app that gives it none', () => steadyShape(undefined, () => true)());
});

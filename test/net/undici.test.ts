import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Failure } from '../../src/chat/failure';
import type { Net, ReplyHeaders, Sending } from '../../src/net/net';
import { undiciNet } from '../../src/net/undici';

interface Reply { status: number; headers: ReplyHeaders; body: string; failure?: Failure }

function sendWhole(net: Net, url: string, body = '{}', onData?: (sending: () => Sending) => boolean): Promise<Reply> {
  return new Promise((resolve) => {
    const reply: Reply = { status: 0, headers: {}, body: '' };
    const sending: Sending = net.send({ method: 'POST', url, headers: { 'content-type': 'application/json' }, body }, {
      head(status, headers) { reply.status = status; reply.headers = headers; },
      data(bytes) { reply.body += Buffer.from(bytes).toString(); return onData?.(() => sending) ?? true; },
      end: () => resolve(reply),
      fail: (failure) => resolve({ ...reply, failure }),
    });
  });
}

describe('net: undici', () => {
  let server: Server;
  let url: string;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let net: Net;
  const sockets = new Set<Socket>();

  beforeEach(async () => {
    net = undiciNet();
    server = createServer((request, response) => { request.resume(); answer(request, response); });
    server.on('connection', (socket) => { sockets.add(socket); socket.on('close', () => sockets.delete(socket)); });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/x?y=1`;
  });

  afterEach(async () => {
    await net.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  it('sends and reads a reply', async () => {
    answer = (request, response) => { response.setHeader('X-Seen', `${request.method} ${request.url}`); response.end('hello'); };
    const reply = await sendWhole(net, url);
    assert.equal(reply.status, 200);
    assert.equal(reply.headers['x-seen'], 'POST /v1/x?y=1');
    assert.equal(reply.body, 'hello');
  });

  it('keeps the addresses of one server apart, and joins a header that comes twice', async () => {
    answer = (request, response) => { response.writeHead(200, { 'X-Limit': ['1, 2', '3'] }).end(request.url); };
    for (const path of ['/v1/x?y=1', '/v1/x?y=2', '/v2/x', '/v1/x?y=1']) {
      const reply = await sendWhole(net, new URL(path, url).href);
      assert.equal(reply.body, path);
      assert.equal(reply.headers['x-limit'], '1, 2, 3');
    }
  });

  it('never follows a redirect', async () => {
    let hits = 0;
    answer = (_request, response) => { hits++; response.writeHead(307, { location: url }).end(); };
    assert.equal((await sendWhole(net, url)).status, 307);
    assert.equal(hits, 1);
  });

  it('tells a refused connection and an unknown host', async () => {
    const refused = await sendWhole(net, 'http://127.0.0.1:1/');
    assert.equal(refused.failure?.kind, 'connect');
    assert.match(refused.failure?.message ?? '', /nothing listens/);
    const unknown = await sendWhole(net, 'http://no-such-host.invalid/');
    assert.equal(unknown.failure?.kind, 'connect');
  });

  it('tells a fresh connection that was reset from one that had been kept', async () => {
    answer = (request) => request.socket.destroy();
    assert.equal((await sendWhole(net, url)).failure?.kind, 'connect');
    let calls = 0;
    answer = (request, response) => { if (++calls === 1) response.end('ok'); else request.socket.resetAndDestroy(); };
    assert.equal((await sendWhole(net, url)).body, 'ok');
    // The connection is free again in a later turn.
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal((await sendWhole(net, url)).failure?.kind, 'stale');
  });

  it('takes a kept connection for closed also where that was done politely, or with half a head', async () => {
    for (const bytes of ['', 'HTTP/1.1 200 OK\r\ncontent-ty']) {
      let calls = 0;
      answer = (request, response) => { if (++calls % 3 > 0) response.end('ok'); else request.socket.end(bytes); };
      for (const kind of [undefined, undefined, 'stale']) {
        assert.equal((await sendWhole(net, url)).failure?.kind, kind, bytes);
        // The connection is free again in a later turn.
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.equal(calls, 3);
    }
  });

  it('never takes a fresh connection for a kept one, however much of its first head has come', async () => {
    for (const bytes of ['H', 'HTTP/1.1 200 OK\r\ncontent-ty', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n']) {
      for (const end of [(socket: Socket) => socket.end(), (socket: Socket) => setImmediate(() => socket.resetAndDestroy())]) {
        answer = ({ socket }) => { socket.write(bytes); end(socket); };
        assert.equal((await sendWhole(net, url)).failure?.kind, 'connect', bytes);
      }
    }
  });

  it('tells a reply that broke off', async () => {
    answer = (request, response) => { response.writeHead(200, { 'content-length': '100' }); response.write('half'); setImmediate(() => request.socket.destroy()); };
    const reply = await sendWhole(net, url);
    assert.equal(reply.failure?.kind, 'cut');
  });

  it('hangs up at once, and says nothing afterwards', async () => {
    const gone = new Promise<void>((resolve) => {
      answer = (_request, response) => { response.on('close', resolve); response.writeHead(200); response.write('a'); };
    });
    let after = 0;
    const sending: Sending = net.send({ method: 'GET', url, headers: {} }, {
      head: () => undefined,
      data() { sending.abort(); return true; },
      end() { after++; },
      fail() { after++; },
    });
    await gone;
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(after, 0);
  });

  it('pauses the upstream until it is told to go on', async () => {
    const size = 32 * 1024 * 1024;
    let written = 0;
    answer = (_request, response) => {
      response.writeHead(200);
      const piece = Buffer.alloc(256 * 1024, 'x');
      const more = (): void => { while (written < size) { written += piece.length; if (!response.write(piece)) { response.once('drain', more); return; } } response.end(); };
      more();
    };
    let paused: (() => void) | undefined;
    let first = true;
    const all = sendWhole(net, url, '{}', (sending) => {
      if (!first) return true;
      first = false;
      paused = () => sending().resume();
      return false;
    });
    while (!paused) await new Promise((resolve) => setImmediate(resolve));
    let before = -1;
    // Until the buffers between are full and the server stands still.
    while (written !== before) { before = written; for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve)); }
    assert.ok(written < size, 'the server was held back');
    paused();
    assert.equal((await all).body.length, size);
  });
});

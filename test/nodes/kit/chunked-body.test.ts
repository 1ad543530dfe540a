import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request, Agent, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { connect, Socket, type AddressInfo } from 'node:net';
import { ChunkedBody } from '../../../nodes/kit/chunked-body';

const pieces = ['data: {"word":"The"}\n\n', 'é', '\u{1f600} and 漢字', 'x'.repeat(70_000), '\r\n', '', 'data: [DONE]\n\n'];

describe('the body of a streamed answer', () => {
  let server: Server;
  let port = 0;
  const serve = async (listener: RequestListener): Promise<void> => {
    server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  };
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  /** Some pieces in the turn in which the answer begins, the others each in one of their own. */
  const stream = async (response: ServerResponse, texts: readonly string[] = pieces): Promise<void> => {
    const body = new ChunkedBody(response);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const [index, text] of texts.entries()) {
      body.write(text);
      if (index > 1) await new Promise((resolve) => { setImmediate(resolve); });
    }
    response.end();
  };
  const ask = async (agent?: Agent): Promise<{ text: string; reply: IncomingMessage }> => {
    const asked = request({ port, host: '127.0.0.1', agent }).end();
    const [reply] = await once(asked, 'response') as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of reply) chunks.push(chunk as Buffer);
    return { text: Buffer.concat(chunks).toString(), reply };
  };
  /** All bytes that come for these questions, sent at once on one connection. */
  const raw = async (questions: string, ends: (text: string) => boolean): Promise<string> => {
    const socket = connect(port, '127.0.0.1');
    socket.write(questions);
    let text = '';
    for await (const chunk of socket) {
      text += (chunk as Buffer).toString();
      if (ends(text)) break;
    }
    socket.destroy();
    return text;
  };
  const socketWrites = (response: ServerResponse): string[] => {
    const seen: string[] = [];
    const socket = response.socket as Socket;
    const write = socket.write.bind(socket) as (...all: unknown[]) => boolean;
    socket.write = ((...all: unknown[]) => { seen.push(String(all[0])); return write(...all); }) as typeof socket.write;
    return seen;
  };

  it('comes as it was written, in any letters, and the connection is used again', async () => {
    await serve((_question, response) => { void stream(response); });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const first = await ask(agent);
    const again = await ask(agent);
    agent.destroy();
    assert.equal(first.text, pieces.join(''));
    assert.equal(again.text, pieces.join(''));
    assert.equal(again.reply.headers['transfer-encoding'], 'chunked');
    assert.equal(await new Promise((resolve) => { server.getConnections((_problem, count) => resolve(count)); }), 1);
  });

  it('goes to the socket in one piece a chunk', async () => {
    let writes: string[] = [];
    await serve((_question, response) => {
      writes = socketWrites(response);
      void stream(response, ['first', 'second', 'third']);
    });
    await ask();
    assert.deepEqual(writes.slice(-3), ['6\r\nsecond\r\n', '5\r\nthird\r\n', '0\r\n\r\n']);
  });

  it('waits for the answer before it where a client asks twice at once', async () => {
    let asked = 0;
    await serve((_question, response) => {
      if (++asked > 1) { void stream(response, ['a', 'b', 'c', 'd']); return; }
      setTimeout(() => { response.end('first'); }, 30);
    });
    const question = 'GET / HTTP/1.1\r\nhost: here\r\n\r\n';
    const text = await raw(question + question, (so) => so.endsWith('0\r\n\r\n'));
    assert.ok(text.indexOf('first') < text.indexOf('1\r\na\r\n'));
    assert.match(text, /1\r\na\r\n1\r\nb\r\n1\r\nc\r\n1\r\nd\r\n0\r\n\r\n$/);
  });

  it('comes bare to a client of HTTP 1.0', async () => {
    await serve((_question, response) => { void stream(response, ['a', 'b', 'c']); });
    const text = await raw('GET / HTTP/1.0\r\n\r\n', () => false);
    assert.match(text, /\r\n\r\nabc$/);
  });

  it('goes through what packs it', async () => {
    await serve((_question, response) => {
      const write = response.write.bind(response) as (text: string) => boolean;
      response.write = ((text: string) => write(text.toUpperCase())) as typeof response.write;
      void stream(response, ['a', 'b', 'c']);
    });
    assert.equal((await ask()).text, 'ABC');
  });

  it('says when the client takes no more, and when it does again', async () => {
    const told: string[] = [];
    await serve((_question, response) => {
      const body = new ChunkedBody(response);
      let left = 200;
      const more = (): void => {
        while (left-- > 0) if (!body.write('y'.repeat(50_000))) { told.push('full'); body.onDrain(() => { told.push('drained'); more(); }); return; }
        response.end();
      };
      more();
    });
    const { text } = await ask();
    assert.equal(text.length, 200 * 50_000);
    assert.ok(told.length > 2);
    assert.deepEqual(new Set(told.filter((_, index) => index % 2 === 0)), new Set(['full']));
  });

  it('goes nowhere, and harms nobody, where the client has gone', async () => {
    let over: (() => void) | undefined;
    const done = new Promise<void>((resolve) => { over = resolve; });
    await serve((_question, response) => {
      const body = new ChunkedBody(response);
      body.write('a');
      body.write('b');
      response.once('close', () => {
        body.write('c');
        setImmediate(() => { body.write('d'); over?.(); });
      });
    });
    const socket = connect(port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n');
    await once(socket, 'data');
    socket.destroy();
    await done;
  });
});

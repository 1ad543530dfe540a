import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** One request as bytes, and the socket to answer on, byte by byte. */
export interface RawCall {
  readonly head: string;
  readonly body: { model?: string } & Record<string, unknown>;
  readonly socket: Socket;
  /** Begins a reply whose body comes in chunks. */
  begin(headers?: Record<string, string>, status?: number): void;
  chunk(bytes: string | Uint8Array): void;
  /** The last chunk, with trailers as they stand on the wire. */
  end(trailers?: string): void;
  /** A whole reply. */
  whole(status: number, headers: Record<string, string>, body: string | Uint8Array): void;
}

export interface RawProvider {
  /** With /v1 at its end. */
  readonly address: string;
  readonly calls: RawCall[];
  /** All that has come over the wire, in the clear. */
  readonly received: string;
  script(answer: (call: RawCall) => unknown): void;
  close(): Promise<void>;
}

/** A provider that writes the bytes of its replies itself: for what no server of good manners would send. */
export async function rawProvider(tls?: TlsOptions): Promise<RawProvider> {
  let script: (call: RawCall) => unknown = () => undefined;
  let received = '';
  const calls: RawCall[] = [];
  const sockets = new Set<Socket>();
  const onSocket = (socket: Socket): void => {
    sockets.add(socket);
    socket.setNoDelay(true).on('close', () => sockets.delete(socket)).on('error', () => undefined);
    let text = '';
    socket.on('data', (bytes: Buffer) => {
      received += bytes.toString('latin1');
      text += bytes.toString('latin1');
      for (let call = takeCall(socket, text); call; call = takeCall(socket, text)) {
        text = call.rest;
        calls.push(call.call);
        script(call.call);
      }
    });
  };
  const server = tls ? createTlsServer(tls, onSocket) : createServer(onSocket);
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: tls ? `https://localhost:${port}/v1` : `http://127.0.0.1:${port}/v1`,
    calls,
    get received() { return received; },
    script(answer) { script = answer; },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The first whole request of what has come. */
function takeCall(socket: Socket, text: string): { call: RawCall; rest: string } | undefined {
  const border = text.indexOf('\r\n\r\n');
  if (border < 0) return undefined;
  const head = text.slice(0, border);
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
  const bodyAt = border + 4;
  if (text.length < bodyAt + length) return undefined;
  const body = text.slice(bodyAt, bodyAt + length);
  return { rest: text.slice(bodyAt + length), call: rawCall(socket, head, body === '' ? {} : JSON.parse(Buffer.from(body, 'latin1').toString('utf8')) as RawCall['body']) };
}

function rawCall(socket: Socket, head: string, body: RawCall['body']): RawCall {
  const write = (bytes: string | Uint8Array): void => { if (!socket.destroyed) socket.write(bytes); };
  const headOf = (status: number, headers: Record<string, string>): string =>
    `HTTP/1.1 ${status} Scripted\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  return {
    head, body, socket,
    begin: (headers = {}, status = 200) => write(headOf(status, { 'content-type': 'text/event-stream', 'transfer-encoding': 'chunked', ...headers })),
    chunk(bytes) {
      const data = Buffer.from(bytes);
      if (data.length > 0) write(Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n')]));
    },
    end: (trailers = '') => write(`0\r\n${trailers}\r\n`),
    whole: (status, headers, text) => write(Buffer.concat([Buffer.from(headOf(status, { 'content-length': String(Buffer.byteLength(text)), ...headers })), Buffer.from(text)])),
  };
}

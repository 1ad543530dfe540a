import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request, and how to answer it. Whatever is not answered hangs until the client goes. */
export interface ScriptedCall {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: { model?: string; stream?: boolean; messages?: { role: string; content: unknown }[] } & Record<string, unknown>;
  /** Resolves when the caller hangs up before the answer has ended. */
  readonly aborted: Promise<void>;
  /** Begins a stream of server-sent events, unless begun. */
  head(status?: number, headers?: Record<string, string>): void;
  /** One event: an object as JSON, a text as it is ("[DONE]", or nonsense). */
  event(data: unknown): void;
  /** Events of OpenAI's chat: a piece of text; a finish with its usage and the end of the stream. */
  text(piece: string): void;
  finish(reason?: string, usage?: { prompt_tokens: number; completion_tokens: number }): void;
  /** Ends a stream whose last event was sent. */
  end(): void;
  /** A whole reply. */
  reply(status: number, body: unknown, headers?: Record<string, string>): void;
  /** Cuts the connection in the midst. */
  cut(): void;
}

export type ScriptedAnswer = (call: ScriptedCall, number: number) => void | Promise<void>;

export interface ScriptedProvider {
  /** With /v1 at its end, as a provider's dialog wants it. */
  readonly address: string;
  readonly calls: ScriptedCall[];
  /** All that came, those for the list of models as well, which are answered at once. */
  readonly requests: { path: string; headers: IncomingMessage['headers'] }[];
  /** Calls that were hung up before they had their answer. */
  readonly aborts: number;
  /** Emits "call" with each call that has come. */
  readonly events: EventEmitter;
  /** Connections that are open now. */
  connections(): Promise<number>;
  /** Ends those that wait for a next request. */
  hangUpIdle(): void;
  /** Answers from now on. */
  script(answer: ScriptedAnswer): void;
  close(): Promise<void>;
}

/** Says the model's name and what it was asked last: enough to see who answered what. */
export function echo(call: ScriptedCall, _number?: number): void {
  const last = call.body.messages?.at(-1)?.content;
  call.text(`${call.body.model}: `);
  call.text(typeof last === 'string' ? last : JSON.stringify(last));
  call.finish();
}

/** A provider on a port of its own that does as it is told, request by request: real sockets, no real model. */
export async function scriptedProvider(answer: ScriptedAnswer = echo, models: readonly string[] = ['one', 'two']): Promise<ScriptedProvider> {
  let script = answer;
  let aborts = 0;
  const calls: ScriptedCall[] = [];
  const requests: ScriptedProvider['requests'] = [];
  const events = new EventEmitter();
  const server = createServer((request, response) => {
    requests.push({ path: request.url ?? '', headers: request.headers });
    void readJson(request).then((body) => {
      if (request.url === '/v1/models') return endWith(response, 200, { object: 'list', data: models.map((id) => ({ id, object: 'model' })) });
      const call = scriptedCall(request, response, body, () => { aborts++; });
      calls.push(call);
      events.emit('call', call);
      return script(call, calls.length);
    }).catch((problem: unknown) => endWith(response, 500, { error: { message: `The script failed: ${String(problem)}` } }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls, requests, events,
    get aborts() { return aborts; },
    connections: () => new Promise((resolve, reject) => { server.getConnections((problem, count) => { if (problem) reject(problem); else resolve(count); }); }),
    hangUpIdle: () => server.closeIdleConnections(),
    script(next) { script = next; },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function scriptedCall(request: IncomingMessage, response: ServerResponse, body: ScriptedCall['body'], onAbort: () => void): ScriptedCall {
  const aborted = new Promise<void>((resolve) => {
    response.once('close', () => { if (!response.writableEnded) { onAbort(); resolve(); } });
  });
  const call: ScriptedCall = {
    path: request.url ?? '', headers: request.headers, body, aborted,
    head(status = 200, headers = {}) {
      if (response.headersSent) return;
      response.writeHead(status, { 'content-type': 'text/event-stream', ...headers });
      response.flushHeaders();
    },
    event(data) {
      call.head();
      response.write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
    },
    text: (piece) => call.event(chunk(body.model, { content: piece }, null)),
    finish(reason = 'stop', usage = { prompt_tokens: 10, completion_tokens: 5 }) {
      call.event(chunk(body.model, {}, reason));
      call.event({ ...chunk(body.model, {}, null), choices: [], usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens } });
      call.event('[DONE]');
      response.end();
    },
    end: () => { response.end(); },
    reply: (status, answer, headers) => endWith(response, status, answer, headers),
    cut: () => { response.socket?.destroy(); },
  };
  return call;
}

function chunk(model: string | undefined, delta: Record<string, unknown>, finish: string | null): Record<string, unknown> {
  return { id: 'chatcmpl-scripted', object: 'chat.completion.chunk', created: 1, model, choices: [{ index: 0, delta, finish_reason: finish }] };
}

function endWith(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  if (response.writableEnded || response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(typeof body === 'string' ? body : JSON.stringify(body));
}

async function readJson(request: IncomingMessage): Promise<ScriptedCall['body']> {
  const chunks: Buffer[] = [];
  for await (const bytes of request) chunks.push(bytes as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : JSON.parse(text) as ScriptedCall['body'];
}

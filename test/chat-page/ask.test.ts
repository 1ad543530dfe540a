import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { importFromChatPage } from '../kit/chat-page';
import { startPractice } from '../kit/practice-provider';

interface Take { text(piece: string): void; llm(facts: object): void; finish(reason: string): void }
interface Question { path: string; text: string; model: string; session: string; key: string | null; signal: AbortSignal }

describe('chat page, asking the endpoint', () => {
  let askModule: { ask(question: Question, take: Take): Promise<void> };
  const servers: Server[] = [];
  before(async () => { askModule = await importFromChatPage('ask.js'); });
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });

  const serve = async (listener: RequestListener) => {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chat/completions`;
  };
  const ask = async (path: string, more: Partial<Question> = {}, onText: (text: string) => void = () => {}) => {
    const seen = { text: '', llm: undefined as object | undefined, finish: '' };
    const take: Take = { text: (piece) => { seen.text += piece; onText(piece); }, llm: (facts) => { seen.llm = facts; }, finish: (reason) => { seen.finish = reason; } };
    const error = await askModule.ask({ path, text: 'Hello', model: 'practice-mid', session: 's1', key: null, signal: new AbortController().signal, ...more }, take).then(() => undefined, (reason: Error & { status?: number }) => reason);
    return { ...seen, error };
  };
  const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
  const streamOf = (...events: string[]): RequestListener => (_, response) => { response.writeHead(200, { 'content-type': 'text/event-stream' }).end(events.join('')); };

  it('sends the new message only, with the session and, where there is one, the client key', async () => {
    let sent: { headers?: NodeJS.Dict<string | string[]>; body?: { messages: object[]; stream: boolean } } = {};
    const path = await serve((request, response) => {
      let text = '';
      request.on('data', (chunk) => { text += chunk; }).on('end', () => {
        sent = { headers: request.headers, body: JSON.parse(text) };
        response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: [DONE]\n\n');
      });
    });
    await ask(path, { key: 'k-1' });
    assert.deepEqual(sent.body?.messages, [{ role: 'user', content: 'Hello' }]);
    assert.equal(sent.body?.stream, true);
    assert.deepEqual([sent.headers?.['x-session-id'], sent.headers?.authorization], ['s1', 'Bearer k-1']);
  });

  it('takes text, finish and the account of the answer from a stream', async () => {
    const path = await serve(streamOf(
      event({ choices: [{ delta: { role: 'assistant', content: '' } }] }), ': ping\n\n', event({ choices: [{ delta: { content: 'Hi ' } }] }),
      event({ choices: [{ delta: { content: 'you' } }] }), event({ choices: [{ delta: {}, finish_reason: 'length' }] }),
      event({ choices: [], usage: {}, llm: { model: 'm', cost: null } }), 'data: [DONE]\n\n',
    ));
    const { error, ...seen } = await ask(path);
    assert.equal(error, undefined);
    assert.deepEqual(seen, { text: 'Hi you', llm: { model: 'm', cost: null }, finish: 'length' });
  });

  it('understands the practice provider itself', async () => {
    const practice = await startPractice();
    const { text, finish, error } = await ask(`${practice.url}/v1/chat/completions`);
    await practice.close();
    assert.equal(error, undefined);
    assert.match(text, /my answers are canned/);
    assert.equal(finish, 'stop');
  });

  it('takes a whole answer, as JSON or as plain text, where a flow gives one', async () => {
    const json = await serve((_, response) => { response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ choices: [{ message: { content: 'whole' }, finish_reason: 'stop' }], llm: { model: 'm' } })); });
    assert.deepEqual(await ask(json), { text: 'whole', llm: { model: 'm' }, finish: 'stop', error: undefined });
    const plain = await serve((_, response) => { response.writeHead(200, { 'content-type': 'text/plain' }).end('just text'); });
    assert.equal((await ask(plain)).text, 'just text');
  });

  it('tells a refusal in the endpoint\'s words, with its status', async () => {
    const path = await serve((_, response) => { response.writeHead(402, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message: 'The budget is spent.' } })); });
    const { error } = await ask(path);
    assert.deepEqual([error?.message, error?.status], ['The budget is spent.', 402]);
  });

  it('says what a 404 without words means', async () => {
    const { error } = await ask(await serve((_, response) => { response.writeHead(404).end('<h1>Cannot POST</h1>'); }));
    assert.match(error!.message, /Is the flow deployed/);
  });

  it('keeps the text of an answer that an error event ends', async () => {
    const path = await serve(streamOf(event({ choices: [{ delta: { content: 'Half' } }] }), event({ error: { message: 'The model broke off.' } })));
    const { text, error } = await ask(path);
    assert.deepEqual([text, error?.message], ['Half', 'The model broke off.']);
  });

  it('never takes a stream that just ends, or breaks, for a whole answer', async () => {
    const half = event({ choices: [{ delta: { content: 'Half' } }] });
    assert.match((await ask(await serve(streamOf(half)))).error!.message, /broke off/);
    const cut = await serve((_, response) => { response.writeHead(200, { 'content-type': 'text/event-stream' }).write(half, () => response.destroy()); });
    assert.match((await ask(cut)).error!.message, /broke off/);
    assert.match((await ask(await serve(streamOf('data: {"cho\n\n')))).error!.message, /cannot be read/);
  });

  it('says so when nobody is there', async () => {
    const path = await serve(() => {});
    await new Promise((resolve) => servers[0]!.close(resolve));
    assert.match((await ask(path)).error!.message, /cannot be reached/);
  });

  it('stops when told to, keeping what came, and the endpoint sees it', async () => {
    const stop = new AbortController();
    let gone = () => {};
    const noticed = new Promise<void>((resolve) => { gone = resolve; });
    const path = await serve((_, response) => {
      response.on('close', gone);
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(event({ choices: [{ delta: { content: 'Half' } }] }));
    });
    const { text, error } = await ask(path, { signal: stop.signal }, () => stop.abort());
    await noticed;
    assert.deepEqual([text, error?.name], ['Half', 'AbortError']);
  });
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, createBrotliCompress, createGzip, deflateSync, gzipSync, type Gzip, type BrotliCompress } from 'node:zlib';
import { createCore, type Core } from '../../src/core';
import type { Outcome } from '../../src/run/outcome';
import { openai } from '../kit/scripted-net';
import { chatOf, hear, model, provider, type Heard } from '../kit/test-core';
import { checkout } from '../kit/test-package';
import { rawProvider, type RawCall, type RawProvider } from './raw-provider';

/** Characters of one to four bytes, a joined emoji, and what could be taken for a line's end or a field. */
const text = 'Grüße, 世界! 👩‍🚀\u2028 data: : \t— end';
const pieces = [...text];
const body = openai.role + pieces.map((piece) => openai.text(piece)).join('') + openai.finish() + openai.usage(7, 9);
const good = body + openai.done;
const sse = (reply: string) => (call: RawCall): void => { call.begin(); call.chunk(reply); call.end(); };

describe('wire formats over real HTTP', () => {
  let raw: RawProvider;
  let backup: RawProvider;
  let core: Core;
  beforeEach(async () => {
    raw = await rawProvider();
    backup = await rawProvider();
    backup.script(sse(openai.role + openai.text('backup') + openai.finish() + openai.done));
    core = createCore();
    configure(raw.address);
  });
  afterEach(async () => {
    await core.close();
    await raw.close();
    await backup.close();
  });

  let name = 0;
  /** Under a new name, as what was learnt of the old one is no matter here. */
  const configure = (address: string): void => {
    const problems = core.configure({ providers: [provider(`Raw ${++name}`, [model('one')], { address, key: 'marked-key-of-raw' }), provider('Good', [model('two')], { address: backup.address })] });
    assert.deepEqual(problems, []);
  };
  const ask = async (more: { totalWithinMs?: number } = {}): Promise<Outcome & { heard: Heard }> => {
    const run = core.run(chatOf('Hi'), [], { models: [{ name: 'one' }, { name: 'two' }], ...more });
    const heard = hear();
    run.pipe(heard);
    return { ...await run.done, heard };
  };
  const reads = async (answer: (call: RawCall) => unknown, usage: object | undefined = { input: 7, output: 9 }): Promise<void> => {
    raw.script(answer);
    const outcome = await ask();
    assert.equal(outcome.failure, undefined, outcome.failure?.message);
    assert.deepEqual(outcome.attempts.map((attempt) => [attempt.model, attempt.failure?.message]), [['one', undefined]]);
    assert.equal(outcome.heard.text(), text);
    assert.deepEqual(outcome.usage && { input: outcome.usage.input, output: outcome.usage.output }, usage);
  };
  /** It cannot be read: said so, and served by the other. */
  const leaves = async (answer: (call: RawCall) => unknown, kind: string): Promise<Outcome> => {
    raw.script(answer);
    configure(raw.address);
    const outcome = await ask();
    assert.equal(outcome.heard.text(), 'backup');
    assert.equal(outcome.attempts[0]?.failure?.kind, kind, outcome.attempts[0]?.failure?.message);
    return outcome;
  };

  for (const [name, lineEnd] of [['LF', '\n'], ['CRLF', '\r\n'], ['CR', '\r']] as const) {
    it(`reads lines that end with ${name}, whole and byte by byte`, async () => {
      const bytes = Buffer.from(good.replaceAll('\n', lineEnd));
      await reads(sse(bytes.toString('utf8')));
      await reads((call) => { call.begin(); for (const byte of bytes) call.chunk(Uint8Array.of(byte)); call.end(); });
    });
  }

  it('reads a reply in two pieces, cut at every byte', async () => {
    const short = Buffer.from(`${openai.text('ü👩')}${openai.done}`.replaceAll('\n', '\r\n'));
    for (let at = 1; at < short.length; at++) {
      raw.script((call) => { call.begin(); call.chunk(short.subarray(0, at)); setImmediate(() => { call.chunk(short.subarray(at)); call.end(); }); });
      assert.equal((await ask()).heard.text(), 'ü👩', `cut at byte ${at}`);
    }
  }).timeout(20_000);

  it('passes over comments, ids, retry times, unknown fields and empty lines', () =>
    reads(sse(`: hello\n\nid: 4\nretry: 100\nnonsense\nevent: message\n${good.replaceAll('\n\n', '\n\n\n: ping\n\n')}`)));
  it('drops a byte order mark, and loses no word of the event behind it', async () => {
    const bytes = Buffer.from(`\uFEFF${good.slice(openai.role.length)}`);
    await reads(sse(bytes.toString('utf8')));
    await reads((call) => { call.begin(); for (const byte of bytes) call.chunk(Uint8Array.of(byte)); call.end(); });
  });
  it('takes an event that is told on several lines, and fields without a space', () =>
    reads(sse(good.replaceAll('"choices"', '\ndata:"choices"'))));
  it('takes the end without [DONE]', () => reads(sse(body)));
  it('takes the end without the last blank line', () => reads(sse(good.trimEnd())));
  it('takes two [DONE], and no word after the first', () =>
    reads(sse(good + openai.text('late') + openai.finish() + openai.done + openai.text('later'))));
  it('takes no error after [DONE], and no word after the finish reason', async () => {
    await reads(sse(good + openai.event({ error: { message: 'too late', type: 'server_error' } }) + openai.done));
    await reads(sse(good.replace(openai.finish(), openai.finish() + openai.text('late'))));
  });
  it('takes [DONE] for the end, also where the connection stays open', async () => {
    const sinceMs = performance.now();
    await reads((call) => { call.begin(); call.chunk(good.replace(openai.finish(), '')); });
    assert.ok(performance.now() - sinceMs < 1_000, 'it waited for more');
  });
  it('takes a chunked reply with a trailer', () =>
    reads((call) => { call.begin({ trailer: 'x-checksum' }); call.chunk(good); call.end('x-checksum: 12\r\n'); }));
  it('takes a reply that ends with its connection', () =>
    reads((call) => { call.socket.end(`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n${good}`); }));
  it('takes 103 Early Hints before the reply', () =>
    reads((call) => { call.socket.write('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'); sse(good)(call); }));

  const json = JSON.stringify({
    id: 'c1', object: 'chat.completion', created: 1, model: 'm', choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 7, completion_tokens: 9, total_tokens: 16 },
  });
  it('takes a JSON answer to a streamed question', () => reads((call) => call.whole(200, { 'content-type': 'application/json' }, json)));
  it('takes a stream under the name of JSON, or under none', async () => {
    await reads((call) => { call.begin({ 'content-type': 'application/json' }); call.chunk(good); call.end(); });
    await reads((call) => call.whole(200, {}, good));
  });
  it('takes a JSON answer under the name of a stream', () => reads(sse(json)));

  it('leaves a model that dies in the midst of its head, and soon asks it no more', async () => {
    const half = (call: RawCall): void => { call.socket.end('HTTP/1.1 200 OK\r\ncontent-ty'); };
    await leaves(half, 'connect');
    for (let request = 0; request < 20; request++) assert.equal((await ask()).heard.text(), 'backup');
    assert.ok(raw.calls.length <= 8, `${raw.calls.length} calls`);
  });

  it('leaves a 200 whose body is an error, by what the error says', async () => {
    const whole = (error: object) => (call: RawCall): void => call.whole(200, { 'content-type': 'application/json' }, JSON.stringify({ error }));
    await leaves(whole({ message: 'Rate limit reached', code: 'rate_limit_exceeded' }), 'rate_limited');
    await leaves(sse(openai.event({ error: { message: 'The server is overloaded', type: 'overloaded_error' } })), 'overloaded');
  });
  it('leaves an SSE line of 10 MB, and holds no more than it must', async () => {
    const piece = 'x'.repeat(1024 * 1024);
    const { attempts: [first] } = await leaves((call) => {
      call.begin();
      call.chunk('data: ');
      for (let part = 0; part < 10; part++) call.chunk(piece);
      call.chunk('\n\n');
      call.end();
    }, 'malformed');
    assert.match(first?.failure?.message ?? '', /an event of more than 8192 kB/);
  });
  it('leaves a reply with a header of 64 kB', async () => {
    const outcome = await leaves((call) => { call.begin({ 'x-long': 'x'.repeat(64 * 1024) }); call.chunk(good); call.end(); }, 'malformed');
    assert.match(outcome.attempts[0]?.failure?.message ?? '', /not HTTP that can be read/);
  });
  it('leaves what is not HTTP at all', () => leaves((call) => { call.socket.end('SSH-2.0-OpenSSH_9.6\r\n'); }, 'malformed'));
  it('leaves a length that is not kept', () => leaves((call) => { call.socket.end(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n${json}`); }, 'cut'));

  describe('content-encoding', () => {
    const encodings: [string, (text: string) => Buffer][] = [['gzip', gzipSync], ['br', brotliCompressSync], ['deflate', deflateSync]];
    for (const [name, pack] of encodings) {
      it(`unpacks ${name}, whole and byte by byte`, async () => {
        await reads((call) => call.whole(200, { 'content-type': 'text/event-stream', 'content-encoding': name }, pack(good)));
        await reads((call) => call.whole(200, { 'content-type': 'application/json', 'content-encoding': name.toUpperCase() }, pack(json)));
        await reads((call) => { call.begin({ 'content-encoding': name }); for (const byte of pack(good)) call.chunk(Uint8Array.of(byte)); call.end(); });
      });
    }

    it('hands out each event as it comes, not only at the end', async () => {
      for (const [name, packer] of [['gzip', createGzip], ['br', createBrotliCompress]] as [string, () => Gzip | BrotliCompress][]) {
        let more = (): void => undefined;
        raw.script((call) => {
          const stream = packer();
          const flush = (): void => stream.flush(name === 'br' ? constants.BROTLI_OPERATION_FLUSH : constants.Z_SYNC_FLUSH);
          stream.on('data', (bytes: Buffer) => call.chunk(bytes)).on('end', () => call.end());
          call.begin({ 'content-encoding': name });
          stream.write(openai.role + openai.text('first'));
          flush();
          more = () => { stream.end(openai.text(' second') + openai.finish() + openai.done); };
        });
        const run = core.run(chatOf('Hi'), [], { models: [{ name: 'one' }] });
        const heard = hear();
        const first = new Promise<void>((resolve) => {
          const { write } = heard;
          heard.write = (parts) => { resolve(); return write(parts); };
        });
        run.pipe(heard);
        await first;
        assert.equal(heard.text(), 'first');
        more();
        await run.done;
        assert.equal(heard.text(), 'first second');
      }
    });

    it('reads a packed error, too', () =>
      leaves((call) => call.whole(503, { 'content-type': 'application/json', 'content-encoding': 'gzip' }, gzipSync(JSON.stringify({ error: { message: 'overloaded' } }))), 'overloaded'));
    it('leaves what cannot be unpacked, or not by us', async () => {
      assert.match((await leaves((call) => call.whole(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' }, good), 'malformed')).attempts[0]?.failure?.message ?? '', /encoding gzip/);
      await leaves((call) => call.whole(200, { 'content-type': 'text/event-stream', 'content-encoding': 'zstd' }, good), 'malformed');
      await leaves((call) => call.whole(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip, br' }, good), 'malformed');
    });
    it('tells the words before a break, and goes on elsewhere', async () => {
      const packed = gzipSync(openai.role + openai.text('backup'), { finishFlush: constants.Z_SYNC_FLUSH });
      raw.script((call) => { call.begin({ 'content-encoding': 'gzip' }); call.chunk(packed); setImmediate(() => call.socket.destroy()); });
      const outcome = await ask();
      assert.equal(outcome.heard.text(), 'backup');
      assert.deepEqual(outcome.attempts.map((attempt) => attempt.failure?.kind), ['cut', undefined]);
    });
    it('holds a bomb off: a packed reply of any size costs bounded memory', async () => {
      const packed = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
      const before = process.memoryUsage().rss;
      await leaves((call) => call.whole(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }, packed), 'malformed');
      await leaves((call) => call.whole(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' }, packed), 'malformed');
      assert.ok(process.memoryUsage().rss - before < 150 * 1024 * 1024);
    }).timeout(20_000);
    it('holds the upstream back while a client reads slowly', async () => {
      const many = openai.role + openai.text('x'.repeat(1_000)).repeat(5_000);
      let waiting = 0;
      raw.script((call) => { call.whole(200, { 'content-type': 'text/event-stream', 'content-encoding': 'br' }, brotliCompressSync(many + openai.finish() + openai.done, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })); });
      const run = core.run(chatOf('Hi'), [], { models: [{ name: 'one' }] });
      const heard = hear();
      let resume: (() => void) | undefined;
      heard.onDrain = (go) => { resume = go; };
      const { write } = heard;
      heard.write = (parts) => { write(parts); return waiting++ > 0; };
      run.pipe(heard);
      while (!resume) await new Promise((resolve) => setImmediate(resolve));
      const before = heard.parts.length;
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.equal(heard.parts.length, before, 'nothing comes during a pause');
      resume();
      assert.equal((await run.done).status, 'answered');
      assert.equal(heard.text().length, 5_000 * 1_000);
    }).timeout(20_000);
  });

  describe('where a key may travel', () => {
    it('never follows a redirect with the key', async () => {
      const other = await rawProvider();
      other.script(sse(good));
      for (const status of [301, 302, 303, 307, 308]) {
        await leaves((call) => call.whole(status, { location: other.address.replace('127.0.0.1', 'localhost') }, ''), 'connect');
      }
      assert.equal(other.received, '');
      await other.close();
    });

    it('never sends the key to a server whose certificate is wrong', async () => {
      const folder = join(checkout, 'test', 'fixtures', 'tls');
      const secure = await rawProvider({ key: readFileSync(join(folder, 'untrusted-key.pem')), cert: readFileSync(join(folder, 'untrusted-certificate.pem')) });
      secure.script(sse(good));
      configure(secure.address);
      const outcome = await ask();
      assert.equal(outcome.heard.text(), 'backup');
      assert.match(outcome.attempts[0]?.failure?.message ?? '', /certificate is not trusted/);
      assert.equal(secure.received, '');
      assert.ok(!JSON.stringify(outcome).includes('marked-key'));
      await secure.close();
    });
  });
});

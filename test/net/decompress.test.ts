import assert from 'node:assert/strict';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Failure } from '../../src/chat/failure';
import { unpacking, type Unpacking } from '../../src/net/decompress';

/** Takes what is unpacked; `ended` resolves with how it ended. */
function taking(encoding: string, { limitBytes, onData = () => true }: { limitBytes?: number; onData?: (text: string) => boolean } = {}) {
  let tell: (how: Failure | 'end') => void = () => undefined;
  const ended = new Promise<Failure | 'end'>((resolve) => { tell = resolve; });
  const seen = { text: '', hungUp: 0 };
  const taker = {
    head: () => undefined, end: () => tell('end'), fail: (reason: Failure) => tell(reason),
    data(bytes: Uint8Array) { const text = Buffer.from(bytes).toString(); seen.text += text; return onData(text); },
  };
  const unpacker = unpacking(encoding, taker, { drained: () => undefined, broken: () => { seen.hungUp++; } }, limitBytes) as Unpacking;
  return { unpacker, ended, seen };
}

describe('net: unpacking', () => {
  it('leaves alone what is not packed', () => {
    for (const encoding of [undefined, '', 'identity', 'Identity ']) {
      assert.equal(unpacking(encoding, { head() {}, data: () => true, end() {}, fail() {} }, { drained() {}, broken() {} }), undefined);
    }
  });

  it('refuses more than the limit, and hangs up', async () => {
    const { unpacker, ended, seen } = taking('br', { limitBytes: 100_000 });
    unpacker.data(brotliCompressSync(Buffer.alloc(10_000_000, ': still here\n')));
    const how = await ended as Failure;
    assert.equal(how.kind, 'malformed');
    assert.match(how.message, /more than 98 kB/);
    assert.equal(seen.hungUp, 1);
    assert.ok(seen.text.length <= 100_000);
  });

  it('takes an empty body that claims to be packed', async () => {
    const { unpacker, ended } = taking('gzip');
    unpacker.end();
    assert.equal(await ended, 'end');
  });

  it('tells a broken connection after the words that came before it', async () => {
    const { unpacker, ended, seen } = taking('gzip');
    unpacker.data(gzipSync('all of it').subarray(0, -8));
    unpacker.fail({ kind: 'cut', message: 'the connection broke' });
    assert.equal((await ended as Failure).kind, 'cut');
    assert.equal(seen.text, 'all of it');
  });

  it('says nothing more once it is closed', async () => {
    const { unpacker, seen } = taking('gzip');
    unpacker.data(gzipSync('never seen'));
    unpacker.end();
    unpacker.close();
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(seen.text, '');
  });
});

import assert from 'node:assert/strict';
import { FailureError } from '../../src/chat/failure';
import { SseReader, type SseEvent } from '../../src/net/sse';

function read(pieces: readonly (string | Uint8Array)[], limitBytes?: number): SseEvent[] {
  const events: SseEvent[] = [];
  const reader = new SseReader((event) => events.push(event), limitBytes);
  for (const piece of pieces) reader.push(typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece);
  reader.end();
  return events;
}

const data = (pieces: readonly (string | Uint8Array)[]): string[] => read(pieces).map((event) => event.data);

describe('server-sent events', () => {
  it('ends lines by LF, CRLF and CR', () => {
    for (const end of ['\n', '\r\n', '\r']) assert.deepEqual(data([`data: one${end}${end}data: two${end}${end}`]), ['one', 'two']);
  });

  it('reads the same wherever the bytes are cut', () => {
    const bytes = Buffer.from('\ufeff: hello\r\nevent: ping\r\ndata: {"a":"größer 😀 日本"}\r\n\r\nid: 3\ndata: one\ndata:two\n\ndata: [DONE]\n\n', 'utf8');
    const whole = read([bytes]);
    assert.deepEqual(whole, [{ name: 'ping', data: '{"a":"größer 😀 日本"}' }, { name: undefined, data: 'one\ntwo' }, { name: undefined, data: '[DONE]' }]);
    for (let cut = 1; cut < bytes.length; cut++) assert.deepEqual(read([bytes.subarray(0, cut), bytes.subarray(cut)]), whole, `cut at ${cut}`);
    assert.deepEqual(read([...bytes].map((byte) => Uint8Array.of(byte))), whole, 'byte by byte');
  });

  it('passes over comments, unknown fields and empty events', () => {
    assert.deepEqual(data([': OPENROUTER PROCESSING\n\n', 'nonsense\n', 'retry: 10\n\n', 'event: ping\n\n', 'data: x\n\n']), ['x']);
  });

  it('hands out an event that lacks its blank line when the body ends', () => {
    assert.deepEqual(data(['data: one\n\ndata: last']), ['one', 'last']);
    assert.deepEqual(data(['data: one\n\ndata: last\n']), ['one', 'last']);
  });

  it('gives each event its own name', () => {
    assert.deepEqual(read(['event: error\ndata: {}\n\ndata: {}\n\n']).map((event) => event.name), ['error', undefined]);
  });

  it('refuses an event that is larger than its bound, in whatever pieces it comes, instead of holding it', () => {
    const malformed = (reason: unknown): boolean => reason instanceof FailureError && reason.failure.kind === 'malformed';
    const piece = 'x'.repeat(1024);
    const reader = new SseReader(() => assert.fail('no event'), 8 * 1024);
    reader.push(Buffer.from('data: '));
    let pushed = 0;
    assert.throws(() => { for (; pushed < 100; pushed++) reader.push(Buffer.from(piece)); }, malformed);
    assert.ok(pushed < 10, `held ${pushed} kB`);
    assert.throws(() => read([`data: ${'x'.repeat(10_000)}\n\n`], 8 * 1024), malformed);
    assert.throws(() => read(Array.from({ length: 20 }, () => `data: ${piece}\n`), 8 * 1024), malformed);
  });

  it('takes an event of several megabytes by default, and not one of ten', () => {
    const megabyte = 'x'.repeat(1024 * 1024);
    assert.equal(data(['data: ', ...Array.from({ length: 7 }, () => megabyte), '\n\n'])[0]?.length, 7 * 1024 * 1024);
    assert.throws(() => data(['data: ', ...Array.from({ length: 10 }, () => megabyte), '\n\n']), FailureError);
  });
});

import assert from 'node:assert/strict';
import type { Message } from '../../src/chat/chat';
import { trim, type Turn } from '../../src/memory/trim';

const turn = (atMs: number, ...texts: string[]): Turn => ({ atMs, messages: texts.map((content): Message => ({ role: 'user', content })) });
const letters = ({ messages }: Turn) => messages.reduce((sum, { content }) => sum + content.length, 0);
const turns = [turn(1, 'aaaa', 'bbbb'), turn(2, 'cc', 'dd', 'ee'), turn(3, 'f', 'g')];
const kept = (messages: number, size: number) => trim(turns, { messages, size }, letters).map(({ atMs }) => atMs);

describe('trim', () => {
  it('keeps all that fits, to the last message and the last token', () => assert.deepEqual(kept(7, 16), [1, 2, 3]));
  it('keeps whole turns, the newest ones', () => {
    assert.deepEqual(kept(6, 100), [2, 3]);
    assert.deepEqual(kept(100, 15), [2, 3]);
    assert.deepEqual(kept(4, 100), [3]);
  });
  it('never skips a turn to keep an older one', () => {
    assert.deepEqual(trim([turn(1, 'a'), turn(2, 'x'.repeat(50)), turn(3, 'b')], { messages: 9, size: 10 }, letters).map(({ atMs }) => atMs), [3]);
  });
  it('keeps nothing where nothing is allowed', () => {
    assert.deepEqual(kept(0, 100), []);
    assert.deepEqual(kept(100, 0), []);
  });
});

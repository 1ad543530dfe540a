import assert from 'node:assert/strict';
import type { Message } from '../../src/chat/chat';
import { shorten } from '../../src/memory/shorten';
import type { Turn } from '../../src/memory/trim';

const letters = ({ messages }: Turn): number => messages.reduce((sum, { content }) => sum + content.length, 0);
const text = (message: Message | undefined): string => String(message?.content);
const turn = (...messages: Message[]): Turn => ({ atMs: 1, messages });
const user = (content: string): Message => ({ role: 'user', content });
const answer = (content: string): Message => ({ role: 'assistant', content });
const page = Array.from({ length: 2_000 }, (_, at) => `word${at}`).join(' ');

describe('shorten', () => {
  it('takes the middle out of a long question, and keeps its ends and the answer', () => {
    const short = shorten(turn(user(`${page} Sum it up.`), answer('It counts.')), { messages: 20, size: 4_000 }, letters);
    const [question, said] = short?.messages ?? [];
    assert.match(text(question), /^word0 word1 .*\n\[\.\.\.\]\n.* word1999 Sum it up\.$/s);
    assert.equal(text(said), 'It counts.');
    assert.ok(letters(short!) <= 4_000 && letters(short!) > 3_500, `${letters(short!)}`);
  });

  it('shortens several long texts alike, and leaves a short one between them as it is', () => {
    const short = shorten(turn(user(page), user('And now?'), answer(page)), { messages: 20, size: 1_000 }, letters);
    const sizes = short?.messages.map(({ content }) => content.length) ?? [];
    assert.ok(Math.abs(sizes[0]! - sizes[2]!) <= 1 && sizes[1] === 8, `${sizes}`);
    assert.ok(letters(short!) <= 1_000 && letters(short!) > 850);
  });

  it('leaves out the steps of tools first', () => {
    const called: Message = { role: 'assistant', content: [{ type: 'tool_call', id: 'c', name: 'read', arguments: '{}' }] };
    const result: Message = { role: 'tool', tool_call_id: 'c', content: page };
    const whole = turn(user('What is in it?'), called, result, answer('Words.'));
    const spoken = [user('What is in it?'), answer('Words.')];
    assert.deepEqual(shorten(whole, { messages: 20, size: 100 }, letters)?.messages, spoken);
    assert.deepEqual(shorten(whole, { messages: 2, size: 100_000 }, letters)?.messages, spoken);
  });

  it('never cuts a character in two', () => {
    for (let size = 200; size < 260; size++) {
      const short = shorten(turn(user('🙂'.repeat(400)), answer('ok')), { messages: 2, size }, letters);
      assert.ok(short && !/\p{Surrogate}/u.test(text(short.messages[0])), `${size}`);
    }
  });

  it('gives nothing where not even a little fits', () => {
    assert.equal(shorten(turn(user(page), answer(page)), { messages: 20, size: 50 }, letters), undefined);
    assert.equal(shorten(turn(user('a'), answer('b')), { messages: 1, size: 50 }, letters), undefined);
    assert.equal(shorten(turn(user('a'), answer('b')), { messages: 2, size: 0 }, letters), undefined);
  });
});

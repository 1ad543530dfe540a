import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { readPrompt } from '../../src/inbound/prompt';
import { badRequest } from '../kit/bad-request';

const asked = (content: string) => ({ messages: [{ role: 'user', content }], stream: false });

describe('reading the prompt of a flow', () => {
  const questions: [what: string, value: unknown, content: string][] = [
    ['a text, as it came', '  Why is the sky blue?\n', '  Why is the sky blue?\n'],
    ['a number', 42, '42'],
    ['zero', 0, '0'],
    ['false', false, 'false'],
    ['a big number', 12n, '12'],
    ['bytes of UTF-8', Buffer.from('Grüße 😀'), 'Grüße 😀'],
    ['bytes from another realm, as a function node makes them', runInNewContext('Uint8Array.from([104, 105])'), 'hi'],
    ['a piece of larger bytes', Buffer.from('xxhixx').subarray(2, 4), 'hi'],
  ];
  for (const [what, value, content] of questions) it(`takes ${what}`, () => assert.deepEqual(readPrompt(value), asked(content)));

  it('takes messages, in a body or as a list', () => {
    const messages = [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'Hi' }];
    assert.deepEqual(readPrompt({ messages, model: 'gpt-5-mini', stream: true }), { messages, model: 'gpt-5-mini', stream: true });
    assert.deepEqual(readPrompt(messages), { messages, stream: false });
  });

  const empty: [what: string, value: unknown][] = [
    ['nothing', undefined], ['null', null], ['an empty text', ''], ['blanks', ' \n\t '], ['an empty object', {}], ['an empty list', []], ['no bytes', Buffer.alloc(0)],
  ];
  for (const [what, value] of empty) {
    it(`says that the payload is empty: ${what}`, () => badRequest(() => readPrompt(value), 'payload', /^msg\.payload is empty\. Put the question there, or set Prompt in the ask node\.$/));
  }

  it('points to where the question may stand', () => {
    badRequest(() => readPrompt({ chatId: 1, content: 'Hi' }), 'payload', /Set Prompt in the ask node to .* such as payload\.content\./);
    badRequest(() => readPrompt({ text: 'Hi' }), 'payload', /such as payload\.text\./);
    badRequest(() => readPrompt({ temperature: 21 }), 'payload', /object without messages/);
  });

  it('refuses what is no chat', () => {
    badRequest(() => readPrompt(['a', 'b']), 'payload', /a list, but not of messages/);
    badRequest(() => readPrompt([{ role: 'user', content: 'a' }, null]), 'payload', /a list, but not of messages/);
    badRequest(() => readPrompt({ messages: [{ role: 'robot', content: 'a' }] }), 'messages[0].role', /"robot"/);
    badRequest(() => readPrompt(() => 1), 'payload', /is a function, which cannot be asked/);
    badRequest(() => readPrompt(JSON.parse('{"__proto__": {"messages": []}, "a": 1}')), 'payload', /object without messages/);
  });

  it('names the place that was read', () => badRequest(() => readPrompt('', 'msg.topic'), 'topic', /^msg\.topic is empty/));
});

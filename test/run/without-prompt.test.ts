import assert from 'node:assert/strict';
import type { Content } from '../../src/chat/blocks';
import type { Chat } from '../../src/chat/chat';
import { failure } from '../../src/chat/failure';
import { withoutPrompt } from '../../src/run/without-prompt';
import { refuse } from '../kit/scripted-net';
import { testCore } from '../kit/test-core';

describe('a failure does not repeat the question', () => {
  const question = 'My name is Ada Lovelace and my\n\tsecret number is 1815. What is my horoscope?';
  const failureOf = async (message: string, asked = question, chat: Partial<Chat> = {}): Promise<string> => {
    const { failure } = await testCore(() => refuse(400, { message })).ask(asked, { options: { tries: 1 }, chat });
    return failure?.message ?? '';
  };

  it('where the vendor quotes it: whole, in part, cut off, or more than once', async () => {
    for (const quote of [question, 'Ada Lovelace and my secret number is 1815', `${question.slice(0, 40)}...`, `${question}' and '${question}`]) {
      const message = await failureOf(`The prompt '${quote}' was refused by our policy`);
      assert.doesNotMatch(message, /Lovelace|1815|horoscope/);
      assert.match(message, /The prompt '.*\[\.\.\.\].*' was refused by our policy/);
    }
  });

  it('but keeps the vendor\'s own words, also those that stand in the question by chance', async () => {
    for (const words of ['What is my problem? The secret number', "Unsupported value: 'temperature' does not support 3"]) assert.ok((await failureOf(words)).includes(words));
  });

  it('where it is short and quoted as a whole, but no word is cut to pieces', async () => {
    for (const [message, asked] of [
      ['Invalid content: "My PIN is 4711"', 'My PIN is 4711'], ['Invalid content: My PIN is 4711', 'My PIN is 4711'], ['Bad input: {\\"content\\": \\"4711\\"}', '4711'],
      ["' My  PIN\nis 4711 ' was refused", 'My PIN is 4711'], ['My PIN is 4711', 'My PIN is 4711'], ['The word \u201c4711\u201d is not allowed', '4711'],
    ] as const) {
      const told = await failureOf(message, asked);
      assert.doesNotMatch(told, /PIN|4711/, message);
      assert.ok(told.includes('[...]'), message);
    }
    for (const [message, asked] of [["This history isn't Hi: it ends with 'Hi!'", 'Hi'], ['The limit: 5, and no "15"', '5'], ['Write "?" at the end', '?'], ["Use 'one' of these", 'one']] as const) {
      assert.ok((await failureOf(message, asked)).includes(message), message);
    }
  });

  it('nor where a picture or a file lies, whole or cut off', async () => {
    const picture = 'https://private.example/xray-of-ada.png?sig=SECRET';
    const content: Content = [
      { type: 'text', text: 'What is on it?' }, { type: 'image_url', image_url: { url: picture } }, { type: 'image_url', image_url: { url: 'http://a.example/ada' } },
      { type: 'file', file: { file_data: `data:application/pdf;base64,${'QWRhIGhhcyBjYW5jZXI'.repeat(9_999)}`, filename: 'ada.pdf' } },
    ];
    for (const message of [
      `Failed to download image from ${picture}`, `Failed to download ${picture.slice(0, -3)}...`, 'http://a.example/ada: not found', "The file 'ada.pdf' is broken", 'Not base64: data:application/pdf;base64,QWRhIGhhcyBjYW5jZXIQWRhIGhhc',
    ]) {
      const told = await failureOf(message, '', { messages: [{ role: 'user', content }] });
      assert.doesNotMatch(told, /ada|SECRET|private|QWRhI/, message);
      assert.ok(told.includes('[...]'), message);
    }
  });

  it('looks at the last of very many pictures and texts only', async () => {
    let looked = 0;
    const content = Array.from({ length: 20_000 }, (_, at) => (at % 2 === 0
      ? { type: 'image_url', image_url: { get url() { looked++; return `${at}x`.padEnd(9, 'A'); } } } : { type: 'text', text: `w${at}` })) as Content;
    const reason = failure('bad_request', '"w19999" is not a picture, nor is "w5", nor 19998xAAA.');
    assert.equal(withoutPrompt(reason, { stream: false, messages: [{ role: 'user', content }] }).message, '"[...]" is not a picture, nor is "w5", nor [...].');
    assert.ok(looked < 10_000, `${looked}`);
  });

  it('is quick with a question of a million letters', async () => {
    const long = 'a'.repeat(1_000_000);
    assert.doesNotMatch(await failureOf(`Too long: ${'a'.repeat(100)}`, long), /a{30}/);
  });
});

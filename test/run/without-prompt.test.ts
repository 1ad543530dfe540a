import assert from 'node:assert/strict';
import { refuse } from '../kit/scripted-net';
import { testCore } from '../kit/test-core';

describe('a failure does not repeat the question', () => {
  const question = 'My name is Ada Lovelace and my\n\tsecret number is 1815. What is my horoscope?';
  const failureOf = async (message: string, asked = question): Promise<string> => {
    const { failure } = await testCore(() => refuse(400, { message })).ask(asked, { options: { tries: 1 } });
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

  it('is quick with a question of a million letters', async () => {
    const long = 'a'.repeat(1_000_000);
    assert.doesNotMatch(await failureOf(`Too long: ${'a'.repeat(100)}`, long), /a{30}/);
  });
});

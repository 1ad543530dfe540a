import assert from 'node:assert/strict';
import { llmOf, setLlm, type Message } from '../../../nodes/kit/message';

const message = (llm: unknown) => ({ _msgid: 'm', llm }) as Message;

describe('msg.llm, which flows can change', () => {
  it('is read as it is where every field is what it should be, with fields that are not ours', () => {
    const llm = { reply: 'r', calls: 2, runs: 0, retryAfterMs: 5, session: 's', place: 'p', payloadMark: 'm', id: 'i', tried: ['a/b'], streamed: { pieces: 1, letters: 9 }, mine: [1] };
    assert.equal(llmOf(message(llm)), llm);
  });

  const wrong: Record<string, unknown[]> = {
    reply: [7], calls: ['2', -1, NaN], runs: [null], retryAfterMs: ['soon'], session: [{}], place: [[]], payloadMark: [5], id: [1],
    tried: ['a/b', [1], null], streamed: ['some', {}, null, { letters: -1 }],
  };
  for (const [field, values] of Object.entries(wrong)) {
    it(`leaves out a '${field}' that is none, and nothing else`, () => {
      for (const value of values) assert.deepEqual(llmOf(message({ model: 'm', [field]: value, mine: 1 })), { model: 'm', mine: 1 });
    });
  }

  it('is empty where it is no object', () => {
    for (const llm of [undefined, null, 'text', 7, ['list']]) assert.deepEqual(llmOf(message(llm)), {});
  });

  it('is not changed in place, since copies of a message may share it', () => {
    const llm = { session: 's', runs: 1 };
    const msg = message(llm);
    setLlm(msg, { runs: undefined, calls: 3 });
    assert.deepEqual([msg.llm, llm], [{ session: 's', calls: 3 }, { session: 's', runs: 1 }]);
  });
});

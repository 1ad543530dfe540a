import assert from 'node:assert/strict';
import { storedAnswer } from '../../src/cache/answer';
import { failure } from '../../src/chat/failure';
import type { Outcome } from '../../src/run/outcome';
import { answerSaying, outcomeWith } from '../kit/outcomes';

describe('what a cache keeps of an outcome', () => {
  it('is the answer, what it took, and who gave it and why', () => {
    assert.deepEqual(storedAnswer(outcomeWith()), {
      answer: answerSaying('Hello!'), usage: { input: 12, output: 3 }, model: 'gpt-5-mini', provider: 'OpenAI', why: 'cheapest of 3 that fit',
    });
  });

  it('may be a tool call', () => {
    const call = { type: 'tool_call' as const, id: 'c1', name: 'look_up', arguments: '{}' };
    assert.ok(storedAnswer(outcomeWith({ answer: { content: [call], finish: 'tool_calls', extras: [] } })));
  });

  const never: Record<string, Partial<Outcome>> = {
    'an answer that its limit cut': { answer: answerSaying('Hel', { finish: 'length' }) },
    'an answer that a filter cut': { answer: answerSaying('Hel', { finish: 'content_filter' }) },
    'an answer that broke off': { status: 'failed', failure: failure('interrupted', 'The line broke.'), answer: answerSaying('Hel') },
    'the answer of a run that was cancelled': { status: 'cancelled', failure: failure('cancelled', 'The client has gone.') },
    'a refusal': { answer: { content: [{ type: 'refusal', refusal: 'No.' }], finish: 'stop', extras: [] } },
    'thoughts without words': { answer: { content: [{ type: 'reasoning', text: 'Hm.' }], finish: 'stop', extras: [] } },
    'nothing': { answer: { content: [], finish: 'stop', extras: [] } },
    'an answer from a cache, which would never grow old': { cached: true },
  };
  for (const [what, more] of Object.entries(never)) {
    it(`is never ${what}`, () => assert.equal(storedAnswer(outcomeWith(more)), undefined));
  }
});

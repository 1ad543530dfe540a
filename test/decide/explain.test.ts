import assert from 'node:assert/strict';
import { decide } from '../../src/decide/decide';
import { explain } from '../../src/decide/explain';
import { candidate, questionOf, use } from '../kit/question';

describe('explaining a decision', () => {
  const candidates = [
    candidate('P/a', { price: { input: 3e6, output: 3e6 } }),
    candidate('P/b', { price: undefined }),
    candidate('Q/c', { window: 500 }),
    candidate('Q/d'),
  ];
  const question = questionOf(candidates, { plan: [use('a b c d', { by: 'cheapest', rule: 'otherwise' })], seed: 42 });
  question.view.breaker[3] = 2;
  const decision = decide(question);

  it('has words for everybody who was judged, best first, the rejected last', () => {
    const explained = explain(decision, question.table);
    assert.deepEqual(explained.candidates.map(({ name, rank }) => [name, rank]), [['P/a', 1], ['P/b', 2], ['Q/d', 3], ['Q/c', null]]);
    assert.deepEqual(explained.candidates.map(({ reasons }) => reasons), [
      ['about $0.0042 for this request'],
      ['its price is unknown, so it comes last'],
      ['it failed too often just now', 'about $0.0018 for this request'],
      ['its window of 500 tokens is too small for prompt and answer', 'about $0.0018 for this request'],
    ]);
    assert.deepEqual(explained.candidates.map(({ estimateMicros }) => estimateMicros), [4_200, null, 1_800, null]);
    assert.equal(explained.why, 'cheapest of 2 that fit');
    assert.equal(explained.by, 'cheapest');
    assert.equal(explained.seed, 42);
  });

  it('says the same when other decisions have been made since, and the view has changed', () => {
    const before = explain(decision, question.table);
    question.view.breaker[3] = 0;
    question.view.coolingMs.fill(99);
    decide(questionOf(candidates, { models: [{ name: 'd' }] }));
    assert.deepEqual(explain(decision, question.table), before);
  });

  it('explains a decision that found nobody', () => {
    const explained = explain(decide(questionOf([])), questionOf([]).table);
    assert.deepEqual(explained.candidates, []);
    assert.equal(explained.why, 'nobody fits');
  });
});

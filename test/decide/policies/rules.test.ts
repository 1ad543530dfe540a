import assert from 'node:assert/strict';
import { decide } from '../../../src/decide/decide';
import type { Question } from '../../../src/decide/decision';
import { explain } from '../../../src/decide/explain';
import type { BudgetReading } from '../../../src/decide/view';
import { candidate, questionOf, requestOf } from '../../kit/question';

/** What becomes of each candidate: "kept", "avoided" or "rejected". */
function fates(question: Question): string[] {
  const { order, verdicts } = decide(question);
  return question.table.candidates.map((_, at) => {
    if (!order.includes(at)) return 'rejected';
    return verdicts(at).some(({ kind }) => kind === 'avoid') ? 'avoided' : 'kept';
  });
}

describe('the rule on abilities', () => {
  const able = candidate('P/able').model.can;
  const none = { tools: false, images: false, audio: false, files: false, json: 'none' as const };
  const fate = (can: Partial<typeof able>, needs: Partial<Question['request']['needs']>): string => (
    fates(questionOf([candidate('P/x', { can: { ...able, ...can } })], { request: requestOf({ needs: { ...none, ...needs } }) }))[0]!
  );

  it('rejects who lacks what is needed, and only then', () => {
    for (const ability of ['tools', 'images', 'audio', 'files'] as const) {
      assert.equal(fate({ [ability]: false }, { [ability]: true }), 'rejected');
      assert.equal(fate({ [ability]: false }, {}), 'kept');
      assert.equal(fate({}, { [ability]: true }), 'kept');
    }
  });

  it('knows that who keeps to a schema also writes JSON, and not the other way', () => {
    assert.equal(fate({ json: 'schema' }, { json: 'object' }), 'kept');
    assert.equal(fate({ json: 'object' }, { json: 'schema' }), 'rejected');
    assert.equal(fate({ json: 'none' }, { json: 'object' }), 'rejected');
    assert.equal(fate({ json: 'none' }, {}), 'kept');
  });
});

describe('the rule on windows', () => {
  const tokens = { low: 800, estimate: 1_000, high: 1_600 };
  const fate = (window: number | undefined, more: object = {}, ratio = 1): string => {
    const question = questionOf([candidate('P/x', { window, ...more })], { request: requestOf({ tokens, answerTokens: 200 }) });
    question.view.tokenRatio[0] = ratio;
    return fates(question)[0]!;
  };

  it('rejects what surely does not fit, avoids what may not', () => {
    assert.equal(fate(999), 'rejected');
    assert.equal(fate(1_000), 'avoided');
    assert.equal(fate(1_799), 'avoided');
    assert.equal(fate(1_800), 'kept');
    assert.equal(fate(undefined), 'kept');
  });

  it('lets a learnt ratio widen the bounds, never narrow them', () => {
    assert.equal(fate(1_800, {}, 1.5), 'avoided');
    assert.equal(fate(999, {}, 3), 'rejected');
    assert.equal(fate(1_000, {}, 3), 'avoided');
    assert.equal(fate(700, {}, 0.5), 'avoided');
    assert.equal(fate(1_799, {}, 0.5), 'avoided');
  });

  it('counts the answer limit as asked for when it doubts, as expected when it rejects', () => {
    const question = questionOf([candidate('P/x', { window: 5_000 })], { request: requestOf({ tokens, answerTokens: 200, maxTokens: 4_000 }) });
    assert.deepEqual(fates(question), ['avoided']);
  });

  it('avoids who cannot write as long an answer as is asked for', () => {
    const question = questionOf([candidate('P/x', { maxOutput: 1_000 }), candidate('P/y', { maxOutput: 4_000 })], { request: requestOf({ maxTokens: 4_000 }) });
    assert.deepEqual(fates(question), ['avoided', 'kept']);
  });
});

describe('the rule on budgets', () => {
  const candidates = [candidate('P/cheap', { price: { input: 1e6, output: 1e6 } }), candidate('P/dear', { price: { input: 1e6, output: 2e6 } }), candidate('P/unknown', { price: undefined })];
  const fate = (more: Partial<BudgetReading>): string => fates(questionOf(candidates, {
    budgets: [{ name: 'default', spentMicros: 70, heldMicros: 10, limitMicros: 100, nearAt: 0.8, onlyUpTo: 1e6, unknownPrice: 'allow', ...more }],
  })).join(' ');

  it('leaves only cheap models near the end, with what is held counted in', () => {
    assert.equal(fate({}), 'kept rejected kept');
    assert.equal(fate({ spentMicros: 69 }), 'kept kept kept');
    assert.equal(fate({ spentMicros: 500 }), 'kept rejected kept');
  });

  it('blocks unknown prices at any time, where it is told to', () => {
    assert.equal(fate({ spentMicros: 0, unknownPrice: 'block' }), 'kept kept rejected');
  });

  it('is never near where it was not told when', () => {
    assert.equal(fate({ nearAt: undefined }), 'kept kept kept');
    assert.equal(fate({ onlyUpTo: undefined }), 'kept kept kept');
  });

  it('is lifted by a person\'s approval', () => {
    assert.equal(fate({ approved: true, unknownPrice: 'block' }), 'kept kept kept');
  });

  it('asks every budget', () => {
    const reading = { spentMicros: 0, heldMicros: 0, limitMicros: 100, unknownPrice: 'allow' as const };
    const near = { ...reading, name: 'b', spentMicros: 99, nearAt: 0.5, onlyUpTo: 0 };
    assert.deepEqual(fates(questionOf(candidates, { budgets: [{ ...reading, name: 'a' }, near] })), ['rejected', 'rejected', 'kept']);
  });
});

describe('the words of rules', () => {
  it('say how much, in figures that people read', () => {
    const question = questionOf([candidate('P/x')], { request: requestOf({ maxTokens: 32_000 }) });
    question.table.candidates[0]!.model.maxOutput = 8_192;
    question.view.headroom[0] = 0.039;
    question.view.coolingMs[0] = 90_000;
    const [reasons] = explain(decide(question), question.table).candidates.map((each) => each.reasons);
    assert.deepEqual(reasons, [
      'its answers end at 8,192 tokens, and the request allows more',
      'it is rate limited for another 90 s',
      'only 3 % of the vendor\'s rate limit is left',
      'number 1 in the list',
    ]);
  });
});

describe('the rules on health', () => {
  const two = [candidate('P/x'), candidate('P/y')];
  const cases: [what: string, change: (question: Question) => void, fate: string][] = [
    ['an open breaker', ({ view }) => { view.breaker[0] = 2; }, 'avoided'],
    ['a half-open breaker: this call is the probe', ({ view }) => { view.breaker[0] = 1; }, 'kept'],
    ['a rate limit', ({ view }) => { view.coolingMs[0] = 1; }, 'avoided'],
    ['an account that a person must mend', ({ view }) => { view.misconfigured[0] = 1; }, 'avoided'],
    ['a vendor\'s limit that is nearly used up', ({ view }) => { view.headroom[0] = 0.04; }, 'avoided'],
    ['a vendor\'s limit with room', ({ view }) => { view.headroom[0] = 0.06; }, 'kept'],
    ['having been tried', ({ tried }) => { tried.push('P/x'); }, 'avoided'],
  ];
  for (const [what, change, fate] of cases) {
    it(`${what}: ${fate}, and never lost`, () => {
      const question = questionOf(two);
      change(question);
      assert.deepEqual(fates(question), [fate, 'kept']);
      const alone = questionOf(two.slice(0, 1));
      change(alone);
      assert.deepEqual(decide(alone).order, [0]);
    });
  }
});

import assert from 'node:assert/strict';
import { RetryBudget } from '../../src/run/retry-budget';
import { refuse, say } from '../kit/scripted-net';
import { chatOf, finish, model, provider, testCore } from '../kit/test-core';
import { virtualClock } from '../kit/virtual-clock';

describe('the retry budget', () => {
  it('lets a fifth of all requests be asked again, and a few more in quiet times', () => {
    const clock = virtualClock();
    const budget = new RetryBudget(clock);
    const spendAll = (): number => { let spent = 0; for (; budget.left && spent < 1_000; spent++) budget.spend(); return spent; };
    assert.equal(spendAll(), 10, 'the reserve');
    for (let request = 0; request < 52; request++) budget.request();
    assert.equal(spendAll(), 10, 'a fifth of fifty-two, whole repeats');
    clock.advance(30_000);
    assert.equal(spendAll(), 5, 'half a minute of the reserve');
    clock.advance(3_600_000);
    assert.equal(spendAll(), 10, 'the reserve does not pile up');
    for (let request = 0; request < 10_000; request++) budget.request();
    assert.ok(spendAll() <= 110, 'nor does what was earned');
  });

  it('keeps a model that fails now and then, and so is not left alone, from being asked far more often than it is used', async () => {
    let calls = 0;
    const t = testCore((body) => (body === 'one' && ++calls % 3 === 0 ? refuse(500) : say('ok')), { providers: [provider('A', [model('one')]), provider('B', [model('two')])] });
    const runs = [];
    for (let request = 0; request < 600; request++) {
      runs.push(t.core.run(chatOf('Hi'), [], { models: [{ name: 'one' }, { name: 'two' }] }).done);
      await t.clock.advanceAsync(100);
    }
    const outcomes = await finish(t.clock, Promise.all(runs));
    assert.ok(outcomes.every(({ status }) => status === 'answered'));
    const repeats = calls - 600;
    assert.ok(repeats > 100 && repeats <= 600 * 0.2 + 20, `${repeats} repeats in 600 requests`);
  });
});

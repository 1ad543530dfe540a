import assert from 'node:assert/strict';
import { budgetGuard, budgetGuardKey, type BudgetName, readBudget } from '../../src/ledger/budget';
import { memoryStore } from '../../src/store/memory';
import { virtualClock } from '../kit/virtual-clock';

const noonMs = Date.parse('2026-11-24T12:00Z');
const HOUR_MS = 3_600_000;
const wish = (more?: Partial<BudgetName>) =>
  ({ budget: 'default', who: 'everyone', per: 'day' as const, timeZone: 'Europe/Berlin', limitMicros: 5_000_000, ...more });

describe('budget', () => {
  it('is known by its names and its window alone', () => {
    assert.equal(budgetGuardKey(wish(), noonMs), 'budget:default:everyone:day:2026-11-24');
    assert.equal(budgetGuardKey(wish({ per: 'total' }), noonMs), 'budget:default:everyone:total:total');
    assert.equal(budgetGuardKey(wish({ who: 'user:ada' }), noonMs), 'budget:default:user%3Aada:day:2026-11-24');
  });

  it('never shares a counter with another because of a colon in a name', () => {
    const one = budgetGuardKey(wish({ budget: 'a:b', who: 'c' }), noonMs);
    assert.notEqual(one, budgetGuardKey(wish({ budget: 'a', who: 'b:c' }), noonMs));
    assert.notEqual(budgetGuardKey(wish({ budget: 'a:' }), noonMs), budgetGuardKey(wish({ budget: 'a%3A' }), noonMs));
  });

  it('fits a key even with the longest names', async () => {
    const store = memoryStore({ clock: virtualClock(noonMs) });
    const longest = wish({ budget: '家'.repeat(200), who: '家'.repeat(300), per: 'hour' });
    assert.equal((await store.admit({ id: 'r', ttlMs: 1, options: [[budgetGuard(longest, noonMs, 1)]] })).ok, true);
  });

  it('tells what is spent, what is held, and when it begins anew', async () => {
    const store = memoryStore({ clock: virtualClock(noonMs) });
    const guard = budgetGuard(wish(), noonMs, 400);
    await store.settle({ id: 'r1', actuals: [{ key: guard.key, amount: 1_000 }] });
    await store.admit({ id: 'r2', ttlMs: 60_000, options: [[guard]] });
    assert.deepEqual(await readBudget(store, wish(), noonMs), {
      spentMicros: 1_000, heldMicros: 400, limitMicros: 5_000_000, endsAtMs: Date.parse('2026-11-24T23:00Z'),
    });
  });

  it('charges a run over midnight to the day in which it began', async () => {
    const clock = virtualClock(Date.parse('2026-11-24T22:59:50Z'));
    const store = memoryStore({ clock });
    const guard = budgetGuard(wish(), clock.wallMs(), 400);
    await store.admit({ id: 'r', ttlMs: 60_000, options: [[guard]] });
    clock.advance(20_000);
    await store.settle({ id: 'r', actuals: [{ key: guard.key, amount: 300 }] });
    assert.equal((await readBudget(store, wish(), clock.wallMs())).spentMicros, 0);
    assert.equal((await readBudget(store, wish(), clock.wallMs() - 20_000)).spentMicros, 300);
  });

  it('remembers what was spent to the end of its window, and not for ever', async () => {
    for (const [per, hours] of [['hour', 1], ['day', 25], ['week', 169], ['month', 745]] as const) {
      const clock = virtualClock(noonMs);
      const store = memoryStore({ clock });
      const guard = budgetGuard(wish({ per }), noonMs, 400);
      await store.admit({ id: 'r', ttlMs: 60_000, options: [[guard]] });
      await store.settle({ id: 'r', actuals: [{ key: guard.key, amount: 300 }] });
      clock.advance(hours * HOUR_MS);
      assert.equal((await store.level(guard.key)).spent, 300, per);
      clock.advance(30 * HOUR_MS);
      assert.equal((await store.level(guard.key)).spent, 0, per);
    }
  });
});

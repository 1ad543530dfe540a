import assert from 'node:assert/strict';
import { stream } from '../../src/dice';
import type { Guard, Settlement, Store } from '../../src/store/store';
import { virtualClock, type VirtualClock } from '../kit/virtual-clock';

const MINUTE_MS = 60_000;
/** A store may refuse at once or by a promise. */
const refuses = (act: () => unknown, why: RegExp | typeof RangeError) => assert.rejects(async () => await act(), why);
const slot = (limit: number, key = 'slots', amount = 1): Guard => ({ key, limit, amount });

/** What every store must do, whatever it is made of. `open` gives a new, empty one. */
export function storeContract(kind: string, open: (clock: VirtualClock) => Store): void {
  describe(`store: ${kind}`, () => {
    let clock: VirtualClock;
    let store: Store;
    beforeEach(() => {
      clock = virtualClock();
      store = open(clock);
    });
    afterEach(() => store.close());
    const admit = (id: string, ...guards: Guard[]) => store.admit({ id, ttlMs: MINUTE_MS, options: [guards] });
    const settle = (id: string, key: string, amount: number, more?: Partial<Settlement>) =>
      store.settle({ id, actuals: [{ key, amount }], ...more });

    describe('values', () => {
      it('gives back what was put, until it is removed', async () => {
        assert.deepEqual(await store.put('a', { deep: [1, null, 'ü'] }), { done: true });
        assert.deepEqual(await store.get('a'), { deep: [1, null, 'ü'] });
        await store.remove('a');
        assert.equal(await store.get('a'), undefined);
      });

      it('keeps its own copy: neither the giver nor a reader can change it', async () => {
        const given = { list: [1] };
        await store.put('a', given);
        given.list.push(2);
        ((await store.get('a')) as typeof given).list.push(3);
        assert.deepEqual(await store.get('a'), { list: [1] });
      });

      it('forgets a value when its time is over, to the millisecond', async () => {
        await store.put('a', 1, { ttlMs: 1_000 });
        clock.advance(999);
        assert.equal(await store.get('a'), 1);
        clock.advance(1);
        assert.equal(await store.get('a'), undefined);
        assert.deepEqual(await store.put('a', 2, { ifAbsent: true }), { done: true });
      });

      it('counts a time to live by a clock that never steps back', async () => {
        await store.put('a', 1, { ttlMs: 1_000 });
        clock.stepWall(-3_600_000);
        clock.advance(1_000);
        assert.equal(await store.get('a'), undefined);
      });

      it('counts the time in which the machine slept, when only the wall moves on', async () => {
        await store.put('a', 1, { ttlMs: 10_000_000 });
        clock.stepWall(3_600_000);
        assert.equal(await store.get('a'), 1);
        clock.stepWall(7_200_000);
        assert.equal(await store.get('a'), undefined);
      });

      it('puts only where nothing is, and says what is there', async () => {
        assert.deepEqual(await store.put('claim', 'mine', { ifAbsent: true, ttlMs: 500 }), { done: true });
        assert.deepEqual(await store.put('claim', 'yours', { ifAbsent: true }), { done: false, value: 'mine' });
        clock.advance(500);
        assert.deepEqual(await store.put('claim', 'yours', { ifAbsent: true }), { done: true });
      });

      it('puts only over the very value that is expected', async () => {
        assert.deepEqual(await store.put('a', 2, { ifHolds: 1 }), { done: false, value: undefined });
        await store.put('a', { n: 1 });
        assert.deepEqual(await store.put('a', 2, { ifHolds: { n: 2 } }), { done: false, value: { n: 1 } });
        assert.deepEqual(await store.put('a', 2, { ifHolds: { n: 1 } }), { done: true });
        assert.equal(await store.get('a'), 2);
      });

      it('takes either condition where both are given', async () => {
        const both = { ifAbsent: true, ifHolds: 'me' };
        assert.deepEqual(await store.put('lease', 'me', both), { done: true });
        assert.deepEqual(await store.put('lease', 'me', both), { done: true });
        assert.deepEqual(await store.put('lease', 'you', { ...both, ifHolds: 'you' }), { done: false, value: 'me' });
      });

      it('refuses what is not JSON, and keys that are too long, and changes nothing', async () => {
        await refuses(() => store.put('a', undefined), TypeError);
        await refuses(() => store.put('ü'.repeat(1_000), 1), RangeError);
        assert.equal((await store.scan('')).length, 0);
      });
    });

    describe('scan', () => {
      it('lists a prefix in the order of bytes, forwards and backwards', async () => {
        const keys = ['p:', 'p:a', 'p:a\0', 'p:a\u0001', 'p:b', 'p:é', 'p:\ue000', 'p:😀'];
        for (const key of [...keys].reverse()) await store.put(key, key.length);
        for (const key of ['o', 'p', 'p;', 'q:a']) await store.put(key, 0);
        assert.deepEqual((await store.scan('p:')).map(({ key }) => key), keys);
        assert.deepEqual((await store.scan('p:', { reverse: true })).map(({ key }) => key), [...keys].reverse());
      });

      it('begins with `from`, stops before `to`, gives at most `limit`', async () => {
        for (let i = 0; i < 9; i += 1) await store.put(`k${i}`, i);
        const values = async (how: object) => (await store.scan('k', how)).map(({ value }) => value);
        assert.deepEqual(await values({ from: 'k2', to: 'k5' }), [2, 3, 4]);
        assert.deepEqual(await values({ from: 'k2', to: 'k5', reverse: true }), [4, 3, 2]);
        assert.deepEqual(await values({ limit: 2 }), [0, 1]);
        assert.deepEqual(await values({ limit: 2, reverse: true }), [8, 7]);
        assert.deepEqual(await values({ limit: 0 }), []);
      });

      it('steps over what has expired, which does not count for the limit', async () => {
        await store.put('k0', 0, { ttlMs: 10 });
        await store.put('k1', 1);
        clock.advance(10);
        assert.deepEqual(await store.scan('k', { limit: 1 }), [{ key: 'k1', value: 1 }]);
      });
    });

    describe('sum', () => {
      it('adds, and returns the new sums', async () => {
        assert.deepEqual(await store.sum([{ key: 's:a', amount: 2 }, { key: 's:b', amount: 0.5 }]), [2, 0.5]);
        assert.deepEqual(await store.sum([{ key: 's:a', amount: -3 }, { key: 's:a', amount: 1 }]), [-1, 0]);
        assert.deepEqual(await store.scan('s:'), [{ key: 's:a', value: 0 }, { key: 's:b', value: 0.5 }]);
      });

      it('leaves the time to live as it was', async () => {
        await store.put('a', 1, { ttlMs: 1_000 });
        clock.advance(900);
        await store.sum([{ key: 'a', amount: 1 }]);
        clock.advance(100);
        assert.deepEqual(await store.sum([{ key: 'a', amount: 1 }]), [1]);
      });

      it('only reads when 0 is added', async () => {
        assert.deepEqual(await store.sum([{ key: 'a', amount: 0 }]), [0]);
        assert.equal(await store.get('a'), undefined);
      });

      it('adds all or nothing', async () => {
        await store.put('text', 'no number');
        await refuses(() => store.sum([{ key: 'a', amount: 1 }, { key: 'text', amount: 1 }]), TypeError);
        await refuses(() => store.sum([{ key: 'a', amount: 1 }, { key: 'b', amount: NaN }]), RangeError);
        assert.equal(await store.get('a'), undefined);
      });
    });

    describe('admit', () => {
      it('lets exactly 7 of 200 in where 7 fit', async () => {
        const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => admit(`run${i}`, slot(7))));
        assert.equal(answers.filter(({ ok }) => ok).length, 7);
        assert.deepEqual(await store.level('slots'), { spent: 0, held: 7 });
      });

      it('holds the first option whose every guard fits, whole', async () => {
        await admit('other', slot(1, 'a'));
        const answer = await store.admit({ id: 'run', ttlMs: 1, options: [[slot(9, 'b'), slot(1, 'a')], [slot(9, 'c', 4), slot(9, 'd')]] });
        assert.deepEqual(answer, { ok: true, option: 1, amounts: [4, 1] });
        assert.deepEqual(await store.level('b'), { spent: 0, held: 0 });
        assert.deepEqual(await store.level('c'), { spent: 0, held: 4 });
      });

      it('names every guard that stands in the way', async () => {
        await admit('other', slot(5, 'a', 3));
        const answer = await store.admit({ id: 'run', ttlMs: 1, options: [[slot(5, 'a', 3), slot(1, 'b')], [slot(0, 'c')]] });
        assert.deepEqual(answer, { ok: false, refusals: [
          { option: 0, key: 'a', level: 3, limit: 5, amount: 3 },
          { option: 1, key: 'c', level: 0, limit: 0, amount: 1 },
        ] });
        assert.deepEqual(await store.level('b'), { spent: 0, held: 0 });
      });

      it('admits what has no guards', async () => {
        assert.deepEqual(await store.admit({ id: 'run', ttlMs: 1, options: [[]] }), { ok: true, option: 0, amounts: [] });
      });

      it('counts a key that stands twice in one option twice', async () => {
        assert.equal((await admit('run', slot(3, 'a', 2), slot(3, 'a', 2))).ok, false);
        assert.equal((await admit('run', slot(4, 'a', 2), slot(4, 'a', 2))).ok, true);
        assert.deepEqual(await store.level('a'), { spent: 0, held: 4 });
      });

      it('frees a hold that nobody settled when its time is over', async () => {
        await admit('run', slot(1));
        clock.advance(MINUTE_MS - 1);
        assert.equal((await admit('next', slot(1))).ok, false);
        clock.advance(1);
        assert.equal((await admit('next', slot(1))).ok, true);
      });

      it('keeps holds and what was spent however the wall clock steps', async () => {
        await store.settle({ id: 'before', actuals: [{ key: 'a', amount: 5, keepMs: MINUTE_MS }] });
        await admit('run', slot(10, 'a'));
        for (const stepMs of [86_400_000, -2 * 86_400_000]) {
          clock.stepWall(stepMs);
          assert.deepEqual(await store.level('a'), { spent: 5, held: 1 });
        }
      });

      it('resizes the hold of the same id, and renews its time', async () => {
        await admit('run', slot(10, 'a', 6));
        clock.advance(MINUTE_MS / 2);
        assert.deepEqual(await admit('run', slot(10, 'a', 10)), { ok: true, option: 0, amounts: [10] });
        clock.advance(MINUTE_MS / 2);
        assert.deepEqual(await store.level('a'), { spent: 0, held: 10 });
        assert.equal((await admit('run', slot(10, 'b'))).ok, true);
        assert.deepEqual(await store.level('a'), { spent: 0, held: 0 });
      });

      it('leaves a hold as it was when it cannot be resized', async () => {
        await admit('other', slot(10, 'a', 3));
        await admit('run', slot(10, 'a', 6));
        const answer = await admit('run', slot(10, 'a', 8));
        assert.deepEqual(answer, { ok: false, refusals: [{ option: 0, key: 'a', level: 3, limit: 10, amount: 8 }] });
        assert.deepEqual(await store.level('a'), { spent: 0, held: 9 });
      });

      it('lowers an amount to what is left, down to `lowerTo`, where nothing else is held', async () => {
        await settle('before', 'a', 70);
        const wish = (amount: number, lowerTo: number): Guard => ({ key: 'a', limit: 100, amount, lowerTo });
        assert.equal((await admit('run', wish(50, 31))).ok, false);
        assert.deepEqual(await admit('run', wish(50, 30)), { ok: true, option: 0, amounts: [30] });
        assert.deepEqual(await admit('run', wish(50, 10)), { ok: true, option: 0, amounts: [30] }, 'its own hold does not count');
        await admit('run', wish(10, 10));
        assert.equal((await admit('other', wish(50, 5))).ok, false, 'something is held');
        assert.equal((await admit('other', wish(20, 5))).ok, true, 'it fits as it is');
      });

      it('never lowers below nothing', async () => {
        await settle('before', 'a', 120);
        assert.equal((await admit('run', { key: 'a', limit: 100, amount: 5, lowerTo: 0 })).ok, false);
      });

      it('refuses numbers that are none, and changes nothing', async () => {
        await refuses(() => admit('run', slot(1, 'a', NaN)), RangeError);
        await refuses(() => admit('run', slot(1, 'a', -1)), RangeError);
        await refuses(() => admit('run', slot(NaN, 'a')), RangeError);
        await refuses(() => admit('run', slot(1, 'a'), slot(1, 'b'.repeat(2_000))), RangeError);
        await refuses(() => store.admit({ id: 'run', ttlMs: Infinity, options: [[slot(1, 'a')]] }), RangeError);
        assert.deepEqual(await store.level('a'), { spent: 0, held: 0 });
      });
    });

    describe('rates', () => {
      /** Ten a second. */
      const rate = 0.01;
      const call = (amount = 1): Guard => ({ key: 'r', limit: 10, amount, rate });

      it('leak with time', async () => {
        await settle('before', 'r', 10, { actuals: [{ key: 'r', amount: 10, rate }] });
        clock.advance(300);
        assert.deepEqual(await store.level('r', rate), { spent: 7, held: 0 });
        assert.deepEqual(await store.level('r'), { spent: 7, held: 0 }, 'the rate is known from before');
        clock.advance(10_000);
        assert.deepEqual(await store.level('r', rate), { spent: 0, held: 0 });
      });

      it('say when it will fit, and then it does', async () => {
        await settle('before', 'r', 10, { actuals: [{ key: 'r', amount: 10, rate }] });
        clock.advance(1);
        const answer = await admit('run', call(3));
        assert.ok(!answer.ok);
        const { retryAfterMs } = answer.refusals[0]!;
        assert.equal(retryAfterMs, 299);
        clock.advance(retryAfterMs - 1);
        assert.equal((await admit('run', call(3))).ok, false);
        clock.advance(1);
        assert.equal((await admit('run', call(3))).ok, true);
      });

      it('say nothing of a time where leaking alone never helps', async () => {
        await admit('other', call(8));
        const answer = await admit('run', call(3));
        assert.ok(!answer.ok);
        assert.equal('retryAfterMs' in answer.refusals[0]!, false);
      });

      it('do not leak what is held, and go on with the rate of the hold', async () => {
        await admit('run', call(4));
        clock.advance(5_000);
        assert.deepEqual(await store.level('r', rate), { spent: 0, held: 4 });
        await settle('run', 'r', 4);
        clock.advance(100);
        assert.deepEqual(await store.level('r'), { spent: 3, held: 0 });
      });

      it('gain nothing when the wall clock steps', async () => {
        await settle('before', 'r', 10, { actuals: [{ key: 'r', amount: 10, rate }] });
        clock.stepWall(3_600_000);
        assert.deepEqual(await store.level('r'), { spent: 10, held: 0 });
        clock.stepWall(-7_200_000);
        clock.advance(100);
        assert.deepEqual(await store.level('r'), { spent: 9, held: 0 });
      });
    });

    describe('settle', () => {
      it('frees the hold, adds what was used and appends the entry', async () => {
        await admit('run', slot(100, 'a', 60), slot(5, 'b'));
        assert.equal(await settle('run', 'a', 42, { entry: { key: 'entry:1', value: { cost: 42 } } }), true);
        assert.deepEqual(await store.level('a'), { spent: 42, held: 0 });
        assert.deepEqual(await store.level('b'), { spent: 0, held: 0 });
        assert.deepEqual(await store.scan('entry:'), [{ key: 'entry:1', value: { cost: 42 } }]);
      });

      it('keeps its entry for as long as it is told', async () => {
        await settle('r1', 'a', 1, { entry: { key: 'entry:1', value: 1, keepMs: 1_000 } });
        await settle('r2', 'a', 1, { entry: { key: 'entry:2', value: 2 } });
        clock.advance(999);
        assert.equal((await store.scan('entry:')).length, 2);
        clock.advance(1);
        assert.deepEqual(await store.scan('entry:'), [{ key: 'entry:2', value: 2 }]);
        assert.deepEqual(await store.level('a'), { spent: 2, held: 0 }, 'what was spent does not end with it');
      });

      it('happens once', async () => {
        await admit('run', slot(100, 'a', 60));
        const twice = await Promise.all([1, 2].map((n) => settle('run', 'a', 10, { entry: { key: `entry:${n}`, value: n } })));
        assert.deepEqual(twice, [true, false]);
        clock.advance(MINUTE_MS + 1);
        assert.equal(await settle('run', 'a', 10), false, 'even after the hold would have ended');
        assert.deepEqual(await store.level('a'), { spent: 10, held: 0 });
        assert.equal((await store.scan('entry:')).length, 1);
      });

      it('leaves nothing to hold for its id', async () => {
        await settle('run', 'a', 10);
        assert.deepEqual(await admit('run', slot(100, 'a')), { ok: false, refusals: [] });
        assert.deepEqual(await store.level('a'), { spent: 10, held: 0 });
      });

      it('charges a run whose hold has expired, or that held nothing', async () => {
        await admit('late', slot(100, 'a', 60));
        clock.advance(MINUTE_MS);
        assert.equal(await settle('late', 'a', 5), true);
        assert.equal(await settle('unknown', 'a', 6), true);
        assert.deepEqual(await store.level('a'), { spent: 11, held: 0 });
      });

      it('forgets what was spent `keepMs` after the last change, but not what is held', async () => {
        await store.settle({ id: '1', actuals: [{ key: 'a', amount: 5, keepMs: 1_000 }] });
        clock.advance(900);
        await store.settle({ id: '2', actuals: [{ key: 'a', amount: 5, keepMs: 1_000 }] });
        await admit('run', slot(100, 'a', 7));
        clock.advance(999);
        assert.deepEqual(await store.level('a'), { spent: 10, held: 7 });
        clock.advance(1);
        assert.deepEqual(await store.level('a'), { spent: 0, held: 7 });
        await settle('run', 'a', 7);
        assert.deepEqual(await store.level('a'), { spent: 7, held: 0 });
      });

      it('changes nothing when a part of it is wrong', async () => {
        await admit('run', slot(100, 'a', 60));
        await refuses(() => settle('run', 'a', NaN), RangeError);
        await refuses(() => settle('run', 'a', 1, { entry: { key: 'entry:1', value: undefined } }), TypeError);
        assert.deepEqual(await store.level('a'), { spent: 0, held: 60 });
        assert.equal(await settle('run', 'a', 1), true);
      });
    });

    describe('publish', () => {
      it('gives each listener a copy, until it stops listening', () => {
        const heard: unknown[] = [];
        const stop = store.subscribe('topic', (message) => heard.push(message));
        store.subscribe('topic', (message) => heard.push(message));
        store.subscribe('elsewhere', () => assert.fail('not for this topic'));
        store.publish('topic', { n: 1 });
        assert.deepEqual(heard, [{ n: 1 }, { n: 1 }]);
        assert.notEqual(heard[0], heard[1]);
        stop();
        store.publish('topic', { n: 2 });
        assert.deepEqual(heard.length, 3);
      });

      it('goes on when a listener throws', () => {
        const heard: unknown[] = [];
        store.subscribe('topic', () => {
          throw new Error('broken');
        });
        store.subscribe('topic', (message) => heard.push(message));
        store.publish('topic', 1);
        assert.deepEqual(heard, [1]);
      });
    });

    it('answers nothing once it is closed', async () => {
      await store.close();
      await store.close();
      await refuses(() => store.get('a'), /closed/);
      await refuses(() => store.settle({ id: 'run', actuals: [] }), /closed/);
    });

    it('is in no trouble, and safe after a flush', async () => {
      await store.put('a', 1);
      await store.flush();
      assert.equal(store.trouble(), undefined);
    });

    it('tells the wall time of its clock', () => {
      clock.stepWall(-5);
      assert.equal(store.wallMs(), clock.wallMs());
    });

    it('keeps its laws over random histories', async () => {
      for (let seed = 1; seed <= 20; seed += 1) await keepsLaws(open(virtualClock()), seed);
    });
  });
}

/** Races, late settles, lost runs: the limit holds, each run is charged once, and nothing stays held. */
async function keepsLaws(store: Store, seed: number): Promise<void> {
  const random = stream(seed);
  const upTo = (n: number) => Math.floor(random() * n);
  const limit = 500;
  const open = new Map<string, number>();
  for (let i = 0; i < 150; i += 1) {
    const amount = upTo(60);
    const admitted = await store.admit({ id: `r${i}`, ttlMs: 1_000, options: [[{ key: 'b', limit, amount, lowerTo: upTo(40) }]] });
    if (admitted.ok) open.set(`r${i}`, admitted.amounts[0]!);
    const { spent, held } = await store.level('b');
    assert.ok(spent + held <= limit, `seed ${seed}: ${spent} + ${held} is over ${limit}`);
    for (const [id, held] of open) {
      if (random() < 0.6) continue;
      const cost = upTo(held + 1);
      const entry = { key: `entry:${id}`, value: { cost } };
      assert.equal(await store.settle({ id, actuals: [{ key: 'b', amount: cost }], entry }), true);
      assert.equal(await store.settle({ id, actuals: [{ key: 'b', amount: cost }], entry }), false);
      open.delete(id);
    }
  }
  for (const id of open.keys()) await store.settle({ id, actuals: [] });
  const entries = (await store.scan('entry:')).map(({ value }) => (value as { cost: number }).cost);
  const total = entries.reduce((sum, cost) => sum + cost, 0);
  assert.deepEqual(await store.level('b'), { spent: total, held: 0 }, `seed ${seed}`);
  await store.close();
}

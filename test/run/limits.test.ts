import assert from 'node:assert/strict';
import { chatOf, finish, model, provider, testCore } from '../kit/test-core';
import { say, scriptedNet } from '../kit/scripted-net';
import { virtualClock } from '../kit/virtual-clock';
import { createCore, type RunOptions } from '../../src/core';
import { seededDice } from '../../src/dice';
import type { Run } from '../../src/run/run';
import { memoryStore } from '../../src/store/memory';
import { untilFree } from '../../src/store/until-free';

const one = { models: [{ name: 'one' }] };

describe('run: slots and rates', () => {
  it('never has more calls at once than the provider allows, and serves all in the order of their coming', async () => {
    const t = testCore(() => say('ok', { firstMs: 100 }), { providers: [provider('A', [model('one')], { atOnce: 2 })] });
    const order: number[] = [];
    const runs = Array.from({ length: 10 }, (_, at) => {
      const run = t.core.run(chatOf(`${at}`), [], one);
      void run.done.then(() => order.push(at));
      return run;
    });
    let most = 0;
    for (let step = 0; step < 100; step++) {
      await t.clock.advanceAsync(10);
      most = Math.max(most, t.net.open());
    }
    await Promise.all(runs.map((run) => run.done));
    assert.equal(most, 2);
    assert.deepEqual(order, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('goes to another provider rather than wait', async () => {
    const t = testCore(() => say('ok', { firstMs: 1_000 }), { providers: [provider('A', [model('one')], { atOnce: 1 }), provider('B', [model('three')])] });
    const options = { models: [{ name: 'one' }, { name: 'three' }] };
    const runs = [t.core.run(chatOf('1'), [], options), t.core.run(chatOf('2'), [], options)];
    const [first, second] = await finish(t.clock, Promise.all(runs.map((run) => run.done)));
    assert.equal(first?.head?.model, 'one');
    assert.equal(second?.head?.model, 'three');
    assert.ok((second?.totalMs ?? 0) < 1_200);
  });

  it('waits for a rate limit to leak instead of failing', async () => {
    const t = testCore(() => say('ok'), { providers: [provider('A', [model('one')], { limits: { requestsPerMinute: 2 } })] });
    const runs = Array.from({ length: 3 }, (_, at) => t.core.run(chatOf(`${at}`), [], one));
    const outcomes = await finish(t.clock, Promise.all(runs.map((run) => run.done)));
    assert.ok(outcomes.every((outcome) => outcome.status === 'answered'));
    assert.ok((outcomes[2]?.totalMs ?? 0) >= 29_000, `${outcomes[2]?.totalMs}`);
  });

  it('says busy, with a hint, when nothing becomes free in time', async () => {
    const t = testCore(() => say('ok', { firstMs: 60_000 }), { providers: [provider('A', [model('one')], { atOnce: 1 })] });
    const first = t.core.run(chatOf('1'), [], one);
    const second = t.core.run(chatOf('2'), [], { ...one, totalWithinMs: 3_000 });
    const outcome = await finish(t.clock, second.done);
    assert.equal(outcome.failure?.kind, 'at_limit');
    assert.match(outcome.failure?.message ?? '', /'At once'/);
    assert.ok(outcome.failure?.retryAfterMs);
    await finish(t.clock, first.done);
  });

  it('says which limit it waited for in vain', async () => {
    const t = testCore(() => say('ok'), { providers: [provider('A', [model('one')], { limits: { requestsPerMinute: 1 } })] });
    await finish(t.clock, t.core.run(chatOf('1'), [], one).done);
    const outcome = await finish(t.clock, t.core.run(chatOf('2'), [], { ...one, totalWithinMs: 3_000 }).done);
    assert.equal(outcome.failure?.kind, 'at_limit');
    assert.match(outcome.failure?.message ?? '', /'Requests' or 'Tokens'/);
    assert.ok(outcome.failure?.retryAfterMs);
  });

  it('lets a call drain that one store held and another one hears of', async () => {
    const clock = virtualClock();
    const net = scriptedNet(clock, () => say('ok', { firstMs: 5_000 }));
    const later = memoryStore({ clock });
    const core = createCore({ clock, dice: seededDice(1), net, store: untilFree(memoryStore({ clock }), { clock, open: () => later, over: () => undefined }) });
    core.configure({ providers: [provider('A', [model('one')], { limits: { requestsPerMinute: 2 } })] });
    assert.equal((await finish(clock, core.run(chatOf('1'), [], one).done)).status, 'answered');
    assert.ok((await later.level('rate:requests:A')).spent > 0.9);
    await clock.advanceAsync(60_000);
    assert.equal((await later.level('rate:requests:A')).spent, 0);
  });

  describe('who waits for a limit a minute', () => {
    /** Sixty a minute, all used up; each is told by name when it is answered. */
    async function usedUp() {
      const t = testCore(() => say('ok'), { providers: [provider('A', [model('one')], { limits: { requestsPerMinute: 60 } })] });
      await finish(t.clock, Promise.all(Array.from({ length: 60 }, () => t.core.run(chatOf('before'), [], one).done)));
      const answered: string[] = [];
      const ask = (name: string, options: RunOptions): Run => {
        const run = t.core.run(chatOf(name), [], { ...one, totalWithinMs: 240_000, ...options });
        void run.done.then(({ status }) => { if (status === 'answered') answered.push(name); });
        return run;
      };
      return { ...t, answered, ask };
    }

    it('goes first where it matters more, however long the others have waited', async () => {
      const { clock, answered, ask } = await usedUp();
      const low = Array.from({ length: 20 }, (_, at) => ask(`low ${at}`, { priority: 'low' }));
      await clock.advanceAsync(2_500);
      const high = ask('high', { priority: 'high' });
      await finish(clock, Promise.all([...low, high].map((run) => run.done)));
      assert.equal(answered.length, 21);
      assert.ok(answered.indexOf('high') <= 5, answered.join());
    });

    it('has its turn within a round, whatever another caller has sent', async () => {
      const { clock, answered, ask } = await usedUp();
      const greedy = Array.from({ length: 20 }, (_, at) => ask(`greedy ${at}`, { caller: 'greedy' }));
      await clock.advanceAsync(2_500);
      const modest = [1, 2].map((at) => ask(`modest ${at}`, { caller: 'modest' }));
      await finish(clock, Promise.all([...greedy, ...modest].map((run) => run.done)));
      assert.ok(answered.indexOf('modest 2') <= 8, answered.join());
      assert.equal(answered.length, 22);
      assert.equal(clock.pending(), 0);
    });

    it('is served as fast as the limit allows, whoever leaves meanwhile', async () => {
      const { clock, answered, ask } = await usedUp();
      const runs = Array.from({ length: 40 }, (_, at) => ask(`${at}`, { caller: `${at % 5}`, priority: (['high', 'normal', 'low'] as const)[at % 3] }));
      for (let at = 0; at < 30; at++) {
        await clock.advanceAsync(333);
        if (at % 2 === 0) runs[(at * 7) % 40]?.cancel('left');
      }
      await finish(clock, Promise.all(runs.map((run) => run.done)), 45_000);
      assert.ok(answered.length >= 25, `${answered.length}`);
    });
  });

  it('lets a caller who waits leave at once', async () => {
    const t = testCore(() => say('ok', { firstMs: 60_000 }), { providers: [provider('A', [model('one')], { atOnce: 1 })] });
    const first = t.core.run(chatOf('1'), [], one);
    const second = t.core.run(chatOf('2'), [], one);
    await t.clock.advanceAsync(100);
    second.cancel('left');
    assert.equal((await second.done).status, 'cancelled');
    first.cancel('left');
    await first.done;
    await t.clock.advanceAsync(50);
    assert.equal(t.clock.pending(), 0);
  });

  it('tells how many of a node run and wait', async () => {
    const t = testCore(() => say('ok', { firstMs: 1_000 }), { providers: [provider('A', [model('one')], { atOnce: 1 })] });
    const node = { id: 'ask1' };
    const runs = [1, 2, 3].map((at) => t.core.run(chatOf(`${at}`), [], { ...one, node }));
    await t.clock.advanceAsync(100);
    const last = t.events.findLast((event) => event.type === 'running');
    assert.deepEqual(last && { ...last, atMs: 0 }, { type: 'running', atMs: 0, node, running: 3, waiting: 2 });
    await finish(t.clock, Promise.all(runs.map((run) => run.done)));
    assert.deepEqual(t.events.flatMap((event) => (event.type === 'running' ? [event.running] : [])).at(-1), 0);
  });

  it('ends a message that has made too many calls', async () => {
    const t = testCore(() => say('ok'));
    const outcome = await t.ask('Hi', { options: { ...one, calls: 10 } });
    assert.equal(outcome.failure?.kind, 'loop');
    assert.equal(t.net.calls.length, 0);
  });

  it('looks beyond the best eight for one that is free', async () => {
    const names = Array.from({ length: 9 }, (_, at) => `m${at}`);
    const providers = [provider('A', names.map((name) => model(name)), { atOnce: 1 }), provider('B', [model('three')])];
    const t = testCore(() => say('ok', { firstMs: 5_000 }), { providers });
    const options = { models: [{ name: 'A/*' }, { name: 'three' }] };
    const runs = [t.core.run(chatOf('1'), [], options), t.core.run(chatOf('2'), [], options)];
    const [, second] = await finish(t.clock, Promise.all(runs.map((run) => run.done)));
    assert.equal(second?.head?.model, 'three');
    assert.ok((second?.totalMs ?? 0) < 6_000, `${second?.totalMs} ms`);
  });
});

describe('run: the queue for a slot goes on', () => {
  const alone = () => testCore((_, at) => say('ok', { firstMs: at === 0 ? 1_000 : 10 }), { providers: [provider('A', [model('one')], { atOnce: 1 })] });
  const budget = (limitMicros: number) => [{ do: 'budget', node: 'g', budget: 'b', limitMicros, per: 'day', timeZone: 'UTC', who: 'everyone', unknownPrice: 'block' }];

  it('when the one whose turn it is leaves in that very turn', async () => {
    const t = alone();
    const runs = [1, 2, 3].map((at) => t.core.run(chatOf(`${at}`), [], one));
    void runs[0]?.done.then(() => runs[1]?.cancel('left'));
    const [, , third] = await finish(t.clock, Promise.all(runs.map((run) => run.done)));
    assert.equal(third?.status, 'answered', third?.failure?.message);
    assert.ok((third?.totalMs ?? 0) < 2_000, `${third?.totalMs} ms`);
  });

  it('when the one whose turn it is has no money left', async () => {
    const t = alone();
    const first = t.core.run(chatOf('1'), [], one);
    const poor = t.core.run(chatOf('2', { max_tokens: 100 }), budget(1_000), one);
    const other = t.core.run(chatOf('3'), [], one);
    await t.clock.advanceAsync(500);
    await t.store.settle({ id: 'elsewhere', actuals: [{ key: 'budget:b:everyone:day:2026-11-24', amount: 1_000 }] });
    assert.equal((await finish(t.clock, poor.done)).failure?.kind, 'over_budget');
    const outcome = await finish(t.clock, other.done);
    assert.equal(outcome.status, 'answered');
    assert.ok(outcome.totalMs < 2_000, `${outcome.totalMs} ms`);
    await first.done;
  });

  it('when the first of those who wait for a rate limit leaves', async () => {
    const t = testCore(() => say('ok'), { providers: [provider('A', [model('one')], { limits: { requestsPerMinute: 1 } })] });
    const runs = [1, 2, 3].map((at) => t.core.run(chatOf(`${at}`), [], one));
    await t.clock.advanceAsync(10_000);
    runs[1]?.cancel('left');
    const third = await finish(t.clock, runs[2]!.done);
    assert.equal(third.status, 'answered');
    assert.ok(third.totalMs < 65_000, `${third.totalMs} ms`);
  });

  it('at the pace of a rate limit, however long each call takes', async () => {
    const t = testCore((_, at) => say('ok', { firstMs: at < 2 ? 10 : 30_000 }), { providers: [provider('A', [model('one')], { limits: { requestsPerMinute: 2 } })] });
    const runs = [1, 2, 3, 4].map((at) => t.core.run(chatOf(`${at}`), [], one));
    const outcomes = await finish(t.clock, Promise.all(runs.map((run) => run.done)));
    assert.ok(outcomes.every((outcome) => outcome.status === 'answered'));
    assert.ok((outcomes[3]?.attempts[0]?.startedMs ?? Infinity) < 62_000, `${outcomes[3]?.attempts[0]?.startedMs} ms`);
    assert.ok((outcomes[2]?.attempts[0]?.startedMs ?? Infinity) < 32_000, `${outcomes[2]?.attempts[0]?.startedMs} ms`);
  });

  it('as wide as a new deploy allows', async () => {
    const t = testCore(() => say('ok', { firstMs: 10_000 }), { providers: [provider('A', [model('one')], { atOnce: 1 })] });
    const runs = [1, 2, 3, 4].map((at) => t.core.run(chatOf(`${at}`), [], one));
    await t.clock.advanceAsync(5_000);
    t.core.configure({ providers: [provider('A', [model('one')], { atOnce: 4 })] });
    runs.push(...[5, 6].map((at) => t.core.run(chatOf(`${at}`), [], one)));
    await t.clock.advanceAsync(70_000);
    const outcomes = await finish(t.clock, Promise.all(runs.map((run) => run.done)));
    assert.ok(outcomes.every((outcome) => outcome.status === 'answered'));
  });

  it('and a call that got its slot just before its deadline says nothing of the model', async () => {
    const t = testCore((_, at) => (at % 2 === 0 ? say('ok', { firstMs: 4_900 }) : [{ head: 200 }, { hang: true }]), { providers: [provider('A', [model('one')], { atOnce: 1 })] });
    for (let round = 0; round < 8; round++) {
      const runs = [t.core.run(chatOf('1'), [], one), t.core.run(chatOf('2'), [], { ...one, totalWithinMs: 5_000 })];
      const [, late] = await finish(t.clock, Promise.all(runs.map((run) => run.done)));
      assert.equal(late?.failure?.kind, 'deadline');
    }
    assert.deepEqual(t.events.filter((event) => event.type === 'health'), []);
  });
});

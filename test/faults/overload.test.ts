import assert from 'node:assert/strict';
import type { RunOptions } from '../../src/core';
import type { Outcome } from '../../src/run/outcome';
import { say } from '../kit/scripted-net';
import { chatOf, finish, model, provider, testCore } from '../kit/test-core';

const slots = 8;
const seats = 1_000;
const callMs = 100;

/** A core with one provider of eight slots, at which each call takes a tenth of a second. */
const busyCore = () => testCore(() => say('ok', { firstMs: callMs - 10 }), { providers: [provider('A', [model('one')], { atOnce: slots })] });
const flood = (t: ReturnType<typeof busyCore>, count: number, options: (at: number) => RunOptions = () => ({})): Promise<Outcome>[] =>
  Array.from({ length: count }, (_, at) => t.core.run(chatOf(`${at}`), [], { models: [{ name: 'one' }], ...options(at) }).done);

describe('overload: 2,000 requests at once against 8 slots', function () {
  this.timeout(60_000);

  it('serves as many as have a slot or a seat, and refuses the rest at once, clearly', async () => {
    const t = busyCore();
    const runs = flood(t, 2_000);
    await t.clock.advanceAsync(50);
    assert.equal(t.net.open(), slots);
    const outcomes = await finish(t.clock, Promise.all(runs));
    const refused = outcomes.filter(({ failure }) => failure);
    assert.equal(outcomes.length - refused.length, slots + seats);
    for (const { failure, totalMs } of refused) {
      assert.equal(failure?.kind, 'at_limit');
      assert.ok((failure?.retryAfterMs ?? 0) >= 1_000);
      assert.ok(totalMs <= 50, `told after ${totalMs} ms`);
    }
    assert.equal(t.net.calls.length, slots + seats, 'one call for each that was served');
  });

  it('is back to normal at once: nothing held, nothing waiting, no timer, and the next is served without a wait', async () => {
    const t = busyCore();
    await finish(t.clock, Promise.all(flood(t, 2_000)));
    const next = await t.ask('Hi', { options: { models: [{ name: 'one' }] } });
    assert.equal(next.status, 'answered');
    assert.ok(next.totalMs < callMs * 2, `${next.totalMs} ms`);
    assert.deepEqual(await t.store.level('slots:A'), { spent: 0, held: 0 });
    await t.clock.advanceAsync(5_000);
    assert.equal(t.clock.pending(), 0);
    assert.equal(t.net.open(), 0);
  });

  it('is fair between callers: who asks little is served within a round, whatever a greedy one has sent', async () => {
    const t = busyCore();
    // However many sessions it opens: they share its turn.
    const greedy = flood(t, 1_990, (at) => ({ caller: 'greedy', session: `greedy ${at}` }));
    await t.clock.advanceAsync(20);
    const modest = flood(t, 10, (at) => ({ session: `session ${at}` }));
    const outcomes = await finish(t.clock, Promise.all(modest));
    for (const { status, totalMs } of outcomes) {
      assert.equal(status, 'answered');
      assert.ok(totalMs < callMs * 4, `${totalMs} ms`);
    }
    await finish(t.clock, Promise.all(greedy));
  });

  it('is fair between sessions where no caller has a name', async () => {
    const t = busyCore();
    const greedy = flood(t, 800, () => ({ session: 'greedy' }));
    await t.clock.advanceAsync(20);
    const outcomes = await finish(t.clock, Promise.all(flood(t, 5, (at) => ({ session: `modest ${at}` }))));
    for (const { status, totalMs } of outcomes) {
      assert.equal(status, 'answered');
      assert.ok(totalMs < callMs * 4, `${totalMs} ms`);
    }
    await finish(t.clock, Promise.all(greedy));
  });

  it('obeys priorities, and starves nobody', async () => {
    const t = busyCore();
    const names = ['low', 'normal', 'high'] as const;
    const runs = flood(t, 900, (at) => ({ priority: names[at % 3] }));
    const outcomes = await finish(t.clock, Promise.all(runs));
    const median = (which: number): number => outcomes.filter((_, at) => at % 3 === which).map(({ totalMs }) => totalMs).sort((a, b) => a - b)[150] as number;
    assert.ok(outcomes.every(({ status }) => status === 'answered'));
    assert.ok(median(2) < median(1) && median(1) < median(0), `high ${median(2)}, normal ${median(1)}, low ${median(0)} ms`);
    const firstLow = Math.min(...outcomes.filter((_, at) => at % 3 === 0 && at > slots).map(({ totalMs }) => totalMs));
    assert.ok(firstLow < callMs * 6, `the first low one was served after ${firstLow} ms`);
  });

  it('holds a bounded part of the memory for each that waits', async () => {
    const t = busyCore();
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    const runs = flood(t, 2_000);
    await t.clock.advanceAsync(50);
    assert.ok(process.memoryUsage().heapUsed - before < 100 * 1024 * 1024);
    await finish(t.clock, Promise.all(runs));
  });

  it('lets a provider that hangs hold its own slots only', async () => {
    const t = testCore((name) => (name === 'one' ? [{ hang: true }] : say('ok')), {
      providers: [provider('A', [model('one')], { atOnce: slots }), provider('B', [model('three')], { atOnce: slots })],
    });
    const hanging = Array.from({ length: 500 }, () => t.core.run(chatOf('Hi'), [], { models: [{ name: 'one' }] }));
    await t.clock.advanceAsync(100);
    assert.equal(t.net.open(), slots);
    for (let at = 0; at < 20; at++) {
      const outcome = await t.ask('Hi', { options: { models: [{ name: 'three' }] } });
      assert.ok(outcome.status === 'answered' && outcome.totalMs < 100, `${outcome.totalMs} ms`);
    }
    for (const run of hanging) run.cancel('enough');
    await Promise.all(hanging.map((run) => run.done));
    assert.deepEqual(await t.store.level('slots:A'), { spent: 0, held: 0 });
    assert.equal(t.net.open(), 0);
  });
});

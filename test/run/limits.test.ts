import assert from 'node:assert/strict';
import { chatOf, finish, model, provider, testCore } from '../kit/test-core';
import { say } from '../kit/scripted-net';

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
    assert.ok(outcome.failure?.retryAfterMs);
    await finish(t.clock, first.done);
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
});

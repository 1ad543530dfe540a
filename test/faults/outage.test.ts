import assert from 'node:assert/strict';
import type { Outcome } from '../../src/run/outcome';
import { openai, refuse, say, type Step } from '../kit/scripted-net';
import { chatOf, finish, model, provider, testCore } from '../kit/test-core';

const perSecond = 10;
const outageMs = 60_000;
const warmMs = 5_000;
const afterMs = 60_000;

type Ended = Outcome & { begunMs: number };

/** Steady load through an outage of the primary; what each request and each upstream call did, and when. */
async function liveThrough(fails: () => Step[]) {
  let down = false;
  const t = testCore((name) => (name === 'one' && down ? fails() : say('ok', { firstMs: 200 })), {
    providers: [provider('A', [model('one')]), provider('B', [model('two')])],
  });
  const ended: Promise<Ended>[] = [];
  const calls: { model: string; atMs: number }[] = [];
  let seen = 0;
  for (let atMs = 0; atMs < warmMs + outageMs + afterMs; atMs += 1_000 / perSecond) {
    down = atMs >= warmMs && atMs < warmMs + outageMs;
    const begunMs = t.clock.monoMs();
    ended.push(t.core.run(chatOf('Hi'), [], { models: [{ name: 'one' }, { name: 'two' }] }).done.then((outcome) => ({ ...outcome, begunMs })));
    await t.clock.advanceAsync(1_000 / perSecond);
    for (; seen < t.net.calls.length; seen++) calls.push({ model: String(t.net.calls[seen]?.body.model), atMs });
  }
  const outcomes = await finish(t.clock, Promise.all(ended));
  const during = (from: number, to: number) => ({
    outcomes: outcomes.filter(({ begunMs }) => begunMs >= from && begunMs < to), calls: calls.filter(({ atMs }) => atMs >= from && atMs < to),
  });
  return { outcomes, outage: during(warmMs, warmMs + outageMs), after: (from: number, to: number) => during(warmMs + outageMs + from, warmMs + outageMs + to) };
}

const troubles: [string, () => Step[]][] = [
  ['answers 500', () => refuse(500)],
  ['answers 503', () => refuse(503)],
  ['cannot be reached', () => [{ after: 1, fail: 'connect' }]],
  ['hangs', () => [{ hang: true }]],
  ['cuts its streams', () => [...say('ok').slice(0, 3), { fail: 'cut' }]],
  ['answers with nothing', () => [{ head: 200 }, { data: openai.role + openai.finish() + openai.done }, { end: true }]],
  ['answers 429 without a hint', () => refuse(429)],
  ['answers 429 and asks to wait for a second', () => refuse(429, undefined, { 'retry-after': '1' })],
  ['answers 429 and asks not to wait at all', () => refuse(429, undefined, { 'retry-after': '0' })],
  ['answers 503 and asks not to wait at all', () => refuse(503, undefined, { 'retry-after': '0' })],
];

describe('an outage under steady load', function () {
  this.timeout(30_000);
  for (const [what, fails] of troubles) {
    it(`where the primary ${what}: a probe, not the traffic; all are served; back within 30 s`, async () => {
      const { outcomes, outage, after } = await liveThrough(fails);
      const lost = outcomes.filter(({ status }) => status !== 'answered');
      assert.equal(lost.length, 0, `${lost.length} of ${outcomes.length} failed: ${lost[0]?.failure?.message}`);

      assert.ok(outage.calls.length <= outage.outcomes.length * 1.2, `${outage.calls.length} upstream attempts for ${outage.outcomes.length} requests`);
      // Once it is known to be down: probes at 5, 10, 20, 20 s, each perhaps repeated once.
      const known = outage.calls.filter(({ model: name, atMs }) => name === 'one' && atMs > warmMs + 12_000);
      assert.ok(known.length <= 8, `${known.length} calls of a model that is known to be down`);

      const back = after(30_000, 60_000).outcomes;
      const onPrimary = back.filter(({ head }) => head?.model === 'one').length;
      assert.ok(onPrimary >= back.length * 0.9, `${onPrimary} of ${back.length} on the primary 30 s after its recovery`);
    });
  }

  it('comes back slowly: first one call, then two, then four', async () => {
    let down = true;
    let most = 0;
    const t = testCore((name) => (name === 'one' && down ? refuse(500) : say('ok', { firstMs: 500 })), {
      providers: [provider('A', [model('one')], { atOnce: 100 }), provider('B', [model('two')], { atOnce: 100 })],
    });
    const runs: Promise<Outcome>[] = [];
    const atOnce: number[] = [];
    let mendedAt = 0;
    for (let atMs = 0; atMs < 40_000; atMs += 20) {
      if (atMs === 3_000) { down = false; mendedAt = t.net.calls.length; }
      runs.push(t.core.run(chatOf('Hi'), [], { models: [{ name: 'one' }, { name: 'two' }] }).done);
      await t.clock.advanceAsync(20);
      const since = t.net.calls.slice(mendedAt).filter(({ body }) => body.model === 'one');
      const open = since.filter((call) => !call.ended && !call.aborted).length;
      const good = since.filter(({ ended }) => ended).length;
      // Each good answer doubles what is let through; after the fourth it is trusted again.
      if (!down && good < 4) assert.ok(open <= 2 ** good, `${open} at once after ${good} good answers`);
      if (!down && open > most) { most = open; atOnce.push(open); }
    }
    const outcomes = await finish(t.clock, Promise.all(runs));
    assert.ok(outcomes.every(({ status }) => status === 'answered'));
    assert.ok(atOnce[0] === 1 && atOnce.includes(2) && atOnce.includes(4), `calls at once after the recovery: ${atOnce.join(', ')}`);
    assert.ok(most > 8, `at most ${most} at once`);
  });
});

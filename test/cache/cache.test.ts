import assert from 'node:assert/strict';
import type { StoredAnswer } from '../../src/cache/answer';
import { cacheFor, type AnswerCache, type Claim, type Found, type Question } from '../../src/cache/cache';
import { leaseMs } from '../../src/cache/claim';
import type { Waiting } from '../../src/cache/flight';
import { failure } from '../../src/chat/failure';
import { memoryStore } from '../../src/store/memory';
import type { Store } from '../../src/store/store';
import { answerSaying, outcomeWith } from '../kit/outcomes';
import { virtualClock, type VirtualClock } from '../kit/virtual-clock';

const hourMs = 3_600_000;
const question: Question = { cache: 'default', key: 'cache:sky', keepForMs: hourMs, claimTtlMs: 150_000, waitMs: 120_000 };
const saying = (text: string) => outcomeWith({ answer: answerSaying(text) });
const wordsOf = (answer: StoredAnswer | undefined) => answer?.answer.content.map((block) => (block.type === 'text' ? block.text : '')).join('');

function claimIn(found: Found): Claim {
  assert.ok('claim' in found, `a claim, not ${Object.keys(found).join()}`);
  return found.claim;
}
function waitIn(found: Found): Waiting {
  assert.ok('wait' in found, `a wait, not ${Object.keys(found).join()}`);
  return found;
}
function hitIn(found: Found): StoredAnswer {
  assert.ok('hit' in found, `a hit, not ${Object.keys(found).join()}`);
  return found.hit;
}

describe('cache', () => {
  let clock: VirtualClock;
  let store: Store;
  let cache: AnswerCache;
  beforeEach(() => {
    clock = virtualClock();
    store = memoryStore({ clock });
    cache = cacheFor(store, clock);
  });
  afterEach(() => store.close());
  const fill = async (text: string, more: Partial<Question> = {}) => claimIn(await cache.claim({ ...question, ...more })).fill(saying(text));

  it('gives the answer of the first to all who ask later', async () => {
    await fill('Blue.');
    assert.equal(wordsOf(hitIn(await cache.claim(question))), 'Blue.');
    assert.equal(hitIn(await cache.claim(question)).model, 'gpt-5-mini');
  });

  it('forgets after its time, to the millisecond, and even where the wall clock steps back', async () => {
    await fill('Blue.');
    clock.stepWall(-10 * hourMs);
    clock.advance(hourMs - 1);
    hitIn(await cache.claim(question));
    clock.advance(1);
    claimIn(await cache.claim(question));
  });

  it('knows no answer to another question', async () => {
    await fill('Blue.');
    claimIn(await cache.claim({ ...question, key: 'cache:grass' }));
  });

  it('gives everybody an answer of their own', async () => {
    await fill('Blue.');
    hitIn(await cache.claim(question)).answer.content.length = 0;
    assert.equal(wordsOf(hitIn(await cache.claim(question))), 'Blue.');
  });

  it('finds the answer again after a restart', async () => {
    await fill('Blue.');
    assert.equal(wordsOf(hitIn(await cacheFor(store, clock).claim(question))), 'Blue.');
    clock.advance(hourMs);
    claimIn(await cacheFor(store, clock).claim(question));
  });

  it('counts look-ups and hits, each cache for itself', async () => {
    await fill('Blue.');
    await cache.claim(question);
    await cache.claim({ ...question, cache: 'other', key: 'cache:other' });
    assert.deepEqual(await cache.counts('default'), { hits: 1, lookups: 2 });
    assert.deepEqual(await cache.counts('other'), { hits: 0, lookups: 1 });
  });

  describe('with twins', () => {
    const ask = (count: number, where = cache, more: Partial<Question> = {}) =>
      Promise.all(Array.from({ length: count }, () => where.claim({ ...question, ...more })));

    it('asks once for a hundred that ask at once', async () => {
      const [first, ...twins] = await ask(100);
      const waiting = twins.map((twin) => waitIn(twin).wait);
      await claimIn(first!).fill(saying('Blue.'));
      assert.deepEqual((await Promise.all(waiting)).map(wordsOf), Array(99).fill('Blue.'));
      assert.deepEqual(await cache.counts('default'), { hits: 99, lookups: 100 });
      assert.equal(clock.pending(), 0);
    });

    it('lets one twin try when the first has failed, and only one', async () => {
      const [first, ...twins] = await ask(3);
      const waiting = twins.map((twin) => waitIn(twin).wait);
      await claimIn(first!).fill(outcomeWith({ status: 'failed', failure: failure('server', 'It broke.'), answer: undefined }));
      assert.deepEqual(await Promise.all(waiting), [undefined, undefined]);
      const [second, third] = await ask(2);
      await claimIn(second!).fill(saying('Blue.'));
      assert.equal(wordsOf(await waitIn(third!).wait), 'Blue.');
      assert.equal(clock.pending(), 0);
    });

    it('keeps nothing of an answer that was cut, and shares nothing of it', async () => {
      const [first, twin] = await ask(2);
      await claimIn(first!).fill(outcomeWith({ answer: answerSaying('Bl', { finish: 'length' }) }));
      assert.equal(await waitIn(twin!).wait, undefined);
      claimIn(await cache.claim(question));
    });

    it('ends a claim once: what comes after the first call does nothing', async () => {
      const claim = claimIn(await cache.claim(question));
      await claim.release();
      await claim.fill(saying('Late.'));
      const next = claimIn(await cache.claim(question));
      await claim.release();
      waitIn(await cache.claim(question));
      await next.fill(saying('Blue.'));
      assert.equal(wordsOf(hitIn(await cache.claim(question))), 'Blue.');
    });

    it('lets a twin wait no longer than its own deadline', async () => {
      const [first] = await ask(1);
      const { wait } = waitIn(await cache.claim({ ...question, waitMs: 5_000 }));
      let told: unknown = 'nothing yet';
      void wait.then((answer) => { told = answer; });
      await clock.advanceAsync(4_999);
      assert.equal(told, 'nothing yet');
      await clock.advanceAsync(1);
      assert.equal(await wait, undefined);
      await claimIn(first!).release();
      assert.equal(clock.pending(), 0);
    });

    it('leaves nothing behind of a twin that stops waiting', async () => {
      const [first, twin] = await ask(2);
      waitIn(twin!).stop();
      assert.equal(await waitIn(twin!).wait, undefined);
      await claimIn(first!).fill(saying('Blue.'));
      assert.deepEqual(await cache.counts('default'), { hits: 0, lookups: 1 });
      assert.equal(clock.pending(), 0);
    });

    it('shares with those who wait, and keeps nothing, where it keeps for no time', async () => {
      const [first, twin] = await ask(2, cache, { keepForMs: 0 });
      await claimIn(first!).fill(saying('Blue.'));
      assert.equal(wordsOf(await waitIn(twin!).wait), 'Blue.');
      claimIn(await cache.claim(question));
    });

    it('frees a claim that nobody ended', async () => {
      const [, twin] = await ask(2, cache, { waitMs: hourMs });
      await clock.advanceAsync(question.claimTtlMs + leaseMs);
      assert.equal(await waitIn(twin!).wait, undefined);
      claimIn(await cache.claim(question));
    });

    describe('in another process', () => {
      let other: AnswerCache;
      beforeEach(() => { other = cacheFor(store, clock); });

      it('asks once for both', async () => {
        const [first] = await ask(1);
        const twins = (await ask(2, other)).map((twin) => waitIn(twin).wait);
        await claimIn(first!).fill(saying('Blue.'));
        assert.deepEqual((await Promise.all(twins)).map(wordsOf), ['Blue.', 'Blue.']);
        assert.equal(clock.pending(), 0);
      });

      it('lets one of them try when the first has failed', async () => {
        const [first] = await ask(1);
        const twins = (await ask(2, other)).map((twin) => waitIn(twin).wait);
        await claimIn(first!).release();
        assert.deepEqual(await Promise.all(twins), [undefined, undefined]);
        const [second, third] = await ask(2, other);
        claimIn(second!);
        waitIn(third!);
      });

      it('holds its claim for as long as the answer takes', async () => {
        const [first] = await ask(1);
        await clock.advanceAsync(100_000);
        waitIn(await other.claim(question));
        await claimIn(first!).fill(saying('Blue.'));
        assert.equal(wordsOf(hitIn(await other.claim(question))), 'Blue.');
      });

      it('does not wait long for a process that has died', async () => {
        await store.put(question.key, { claim: 'of the dead' }, { ttlMs: leaseMs });
        const { wait } = waitIn(await other.claim(question));
        await clock.advanceAsync(leaseMs);
        assert.equal(await wait, undefined);
        claimIn(await other.claim(question));
      });

      it('never writes over the answer of one who came when its own claim had run out', async () => {
        const slow = claimIn(await cache.claim(question));
        await store.remove(question.key);
        await claimIn(await other.claim(question)).fill(saying('The newer.'));
        await slow.fill(saying('The older.'));
        assert.equal(wordsOf(hitIn(await cacheFor(store, clock).claim(question))), 'The newer.');
      });
    });
  });

  it('lets everybody ask, one at a time for one question, where the store fails', async () => {
    const broken = new Proxy(store, { get: (whole, verb) => (verb === 'wallMs' ? () => whole.wallMs() : () => { throw new Error('The disk is full.'); }) });
    const lame = cacheFor(broken, clock);
    const [first, twin] = await Promise.all([lame.claim(question), lame.claim(question)]);
    await claimIn(first!).fill(saying('Blue.'));
    assert.equal(wordsOf(await waitIn(twin!).wait), 'Blue.');
    assert.deepEqual(await lame.counts('default'), { hits: 0, lookups: 0 });
    assert.equal(clock.pending(), 0);
  });
});

import assert from 'node:assert/strict';
import { failure, failures, type FailureKind } from '../../src/chat/failure';
import { nextMove, type Situation } from '../../src/run/next-move';

const at = (kind: FailureKind, more: Partial<Situation> = {}, hints: object = {}): ReturnType<typeof nextMove> => nextMove({
  failure: failure(kind, 'x', hints), committed: false, resumable: false, prefilled: false, othersLeft: true, backedUp: false, repeats: 0, triesLeft: 2, mayRepeat: true, remainingMs: 60_000, chance: 0.5, ...more,
});

describe('run: next move', () => {
  it('never repeats or goes on after the commit', () => {
    for (const kind of Object.keys(failures) as FailureKind[]) {
      assert.equal(at(kind, { committed: true }).do, kind === 'cancelled' ? 'stop' : 'interrupt', kind);
    }
  });

  it('stops when no try is left', () => {
    for (const kind of Object.keys(failures) as FailureKind[]) assert.equal(at(kind, { triesLeft: 0 }).do, 'stop', kind);
  });

  it('repeats a stale socket at once, and once', () => {
    assert.deepEqual(at('stale'), { do: 'again', afterMs: 0 });
    assert.equal(at('stale', { repeats: 1 }).do, 'next');
  });

  it('repeats a server error once with full jitter, within the retry budget', () => {
    assert.deepEqual(at('server', { chance: 0 }), { do: 'again', afterMs: 0 });
    const most = at('server', { chance: 0.999 });
    assert.ok(most.do === 'again' && most.afterMs > 100 && most.afterMs <= 200);
    assert.equal(at('server', { mayRepeat: false }).do, 'next');
    assert.equal(at('server', { repeats: 1 }).do, 'next');
  });

  it('obeys a vendor that says not to repeat', () => {
    assert.equal(at('server', {}, { shouldRetry: false }).do, 'next');
  });

  it('waits for a rate limit only when told, and not for long', () => {
    assert.equal(at('rate_limited').do, 'next');
    assert.deepEqual(at('rate_limited', {}, { retryAfterMs: 2_000 }), { do: 'again', afterMs: 2_000 });
    assert.equal(at('rate_limited', {}, { retryAfterMs: 3_001 }).do, 'next');
    assert.equal(at('rate_limited', { remainingMs: 1_000 }, { retryAfterMs: 2_000 }).do, 'next');
    assert.equal(at('rate_limited', { mayRepeat: false }, { retryAfterMs: 2_000 }).do, 'next', 'within the retry budget');
  });

  it('stops where no other model would help', () => {
    for (const kind of ['bad_request', 'too_large', 'refused', 'cancelled', 'deadline', 'over_budget', 'no_candidate'] as const) assert.equal(at(kind).do, 'stop', kind);
  });

  it('goes on after a refusal only where a fallback asks for it', () => {
    assert.deepEqual(at('refused', { backedUp: true }), { do: 'next', drop: 'candidate' });
    assert.equal(at('over_budget', { backedUp: true }).do, 'stop');
  });

  it('drops what the failure says', () => {
    assert.deepEqual(at('quota'), { do: 'next', drop: 'connection' });
    assert.deepEqual(at('context'), { do: 'next', drop: 'small windows' });
    assert.deepEqual(at('slow'), { do: 'next', drop: 'candidate' });
  });
});

import assert from 'node:assert/strict';
import { virtualClock } from './virtual-clock';

describe('virtual clock', () => {
  it('fires timers in the order of their times, those set on the way included', () => {
    const clock = virtualClock(1_000);
    const fired: string[] = [];
    const note = (name: string) => () => fired.push(`${name}@${clock.monoMs()}`);
    clock.after(20, note('late'));
    clock.after(10, () => {
      note('first')();
      clock.after(5, note('between'));
    });
    clock.after(10, note('second'));
    clock.after(31, note('never'));
    clock.advance(30);
    assert.deepEqual(fired, ['first@10', 'second@10', 'between@15', 'late@20']);
    assert.equal(clock.monoMs(), 30);
    assert.equal(clock.wallMs(), 1_030);
    assert.equal(clock.pending(), 1);
  });

  it('fires no timer that was cancelled, even at the same instant', () => {
    const clock = virtualClock();
    const cancelled = [5, 5, 7].map((ms) => clock.after(ms, () => assert.fail('was cancelled')));
    clock.after(5, () => cancelled.forEach((cancel) => cancel()));
    cancelled[0]!();
    cancelled[1]!();
    clock.advance(10);
    cancelled[2]!();
    assert.equal(clock.pending(), 0);
  });

  it('lets promises settle between timers', async () => {
    const clock = virtualClock();
    const seen: number[] = [];
    const tick = async () => {
      await new Promise<void>((resolve) => clock.after(10, resolve));
      await Promise.resolve();
      seen.push(clock.monoMs());
      if (seen.length < 3) void tick();
    };
    void tick();
    await clock.advanceAsync(30);
    assert.deepEqual(seen, [10, 20, 30]);
  });

  it('steps the wall alone', () => {
    const clock = virtualClock(5_000);
    clock.stepWall(-2_000);
    assert.equal(clock.wallMs(), 3_000);
    assert.equal(clock.monoMs(), 0);
    assert.throws(() => clock.advance(-1), RangeError);
  });
});

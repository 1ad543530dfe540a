import assert from 'node:assert/strict';
import type { Priority } from '../../src/admit/fair-line';
import { WaitingRoom, type Wait, type Waited } from '../../src/admit/waiting-room';
import { virtualClock } from '../kit/virtual-clock';

const none = (): void => undefined;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A room whose waiters tell their names when they are woken, and why. */
function watched(seats?: number) {
  const clock = virtualClock();
  const room = new WaitingRoom(clock, seats);
  const woken: string[] = [];
  return {
    clock, room, woken,
    wait(name: string, more: Partial<Wait> = {}): Promise<Waited> {
      const waited = room.wait({ providers: ['A'], withinMs: 1_000, ...more }, none);
      void waited.then((why) => woken.push(why === 'free' ? name : `${name} ${why}`));
      return waited;
    },
    /** So many slots at A become free, one after the other. */
    async free(count: number): Promise<string[]> {
      const before = woken.length;
      for (let at = 0; at < count; at++) { room.freed('A'); await settled(); }
      return woken.slice(before);
    },
  };
}

describe('admit: waiting room', () => {
  it('wakes the longest waiting of those who want this provider', async () => {
    const { room, woken, wait } = watched();
    void wait('first, B', { providers: ['B'] });
    void wait('second, A');
    void wait('third, both', { providers: ['A', 'B'] });
    room.freed('A');
    room.freed('A');
    await settled();
    assert.deepEqual(woken, ['second, A', 'third, both']);
    assert.equal(room.taken('A'), false);
    assert.equal(room.taken('B'), true);
  });

  it('is bounded, and says full at once', async () => {
    const { room, wait } = watched(2);
    void wait('1');
    void wait('2');
    assert.equal(await wait('3'), 'full');
    assert.equal(room.size, 2);
  });

  it('has room while one of the wanted providers has', async () => {
    const { room, wait } = watched(1);
    void wait('1');
    void wait('2', { providers: ['A', 'B'] });
    assert.equal(room.size, 2);
    assert.equal(await wait('3', { providers: ['A', 'B'] }), 'full');
  });

  it('gives a waiter that was woken in vain its place back, whoever waits', async () => {
    const { room, woken, wait, free } = watched();
    void room.wait({ providers: ['A'], withinMs: 1_000, priority: 'low', caller: 'x' }, none)
      .then(() => wait('woken in vain', { again: true, priority: 'low', caller: 'x' }));
    room.freed('A');
    await settled();
    void wait('high', { priority: 'high' });
    void wait('normal');
    await free(3);
    assert.deepEqual(woken, ['woken in vain', 'high', 'normal']);
  });

  it('counts what became free while nobody waited, for those who are on their way here', () => {
    const { room, wait } = watched();
    room.freed('A');
    assert.equal(room.unheard, 1);
    void wait('there');
    room.freed('A');
    assert.equal(room.unheard, 1);
  });

  it('leaves no timer behind', async () => {
    const { clock, room } = watched();
    let leave: () => void = none;
    const waited = room.wait({ providers: ['A'], withinMs: 1_000 }, (go) => { leave = go; });
    leave();
    assert.equal(await waited, 'time');
    assert.equal(clock.pending(), 0);
    assert.equal(room.size, 0);
    assert.equal(room.taken('A'), false);
  });

  it('wakes who has waited long enough, and counts it no more', async () => {
    const { clock, room, woken, wait } = watched();
    void wait('short', { withinMs: 100 });
    void wait('long', { withinMs: 900 });
    await clock.advanceAsync(100);
    assert.deepEqual(woken, ['short time']);
    room.freed('A');
    await settled();
    assert.deepEqual(woken, ['short time', 'long']);
  });

  describe('fairness', () => {
    it('lets callers take turns, however many each has sent', async () => {
      const { wait, free } = watched();
      for (let at = 0; at < 100; at++) void wait(`greedy ${at}`, { caller: 'greedy' });
      void wait('modest 0', { caller: 'modest' });
      void wait('modest 1', { caller: 'modest' });
      void wait('late 0', { caller: 'late' });
      assert.deepEqual(await free(6), ['greedy 0', 'modest 0', 'late 0', 'greedy 1', 'modest 1', 'greedy 2']);
    });

    it('lets a newcomer have its turn within one round', async () => {
      const { wait, free } = watched();
      for (const caller of ['a', 'b', 'c']) for (let at = 0; at < 50; at++) void wait(caller, { caller });
      await free(20);
      void wait('new', { caller: 'new' });
      assert.ok((await free(4)).includes('new'));
    });

    it('shares by priority, and starves none', async () => {
      const { wait, free } = watched();
      for (let at = 0; at < 200; at++) for (const priority of ['low', 'normal', 'high'] as Priority[]) void wait(priority, { priority });
      const order = await free(130);
      const count = (priority: string): number => order.filter((one) => one === priority).length;
      assert.deepEqual([count('high'), count('normal'), count('low')], [90, 30, 10]);
      // None waits longer than one round for its share.
      for (let at = 0; at + 13 <= order.length; at++) assert.ok(order.slice(at, at + 13).includes('low'), `no low among ${at} to ${at + 13}`);
    });

    it('gives all to whoever is there, whatever its priority', async () => {
      const { wait, free } = watched();
      for (let at = 0; at < 30; at++) void wait('low', { priority: 'low' });
      assert.deepEqual(new Set(await free(30)), new Set(['low']));
      void wait('normal');
      void wait('low', { priority: 'low' });
      assert.deepEqual(await free(2), ['normal', 'low']);
    });

    it('when it is full, takes a seat from the caller who has most, the last that came', async () => {
      const { woken, wait, free } = watched(10);
      for (let at = 0; at < 10; at++) void wait(`greedy ${at}`, { caller: 'greedy' });
      assert.equal(await wait('greedy 10', { caller: 'greedy' }), 'full');
      void wait('modest', { caller: 'modest' });
      await settled();
      assert.deepEqual(woken, ['greedy 10 full', 'greedy 9 full']);
      assert.deepEqual(await free(2), ['greedy 0', 'modest']);
      for (let at = 0; at < 8; at++) void wait(`modest ${at}`, { caller: 'modest' });
      await settled();
      // Never more than an even share.
      assert.equal(woken.filter((one) => one.endsWith('full') && one.startsWith('greedy')).length, 5);
    });

    it('when it is full, priorities have seats by their weights', async () => {
      const { woken, wait } = watched(13);
      for (let at = 0; at < 13; at++) void wait('low', { priority: 'low' });
      for (let at = 0; at < 20; at++) void wait('high', { priority: 'high' });
      for (let at = 0; at < 20; at++) void wait('low', { priority: 'low' });
      await settled();
      const seated = (name: string, sent: number): number => sent - woken.filter((one) => one === `${name} full`).length;
      assert.equal(seated('high', 20) + seated('low', 33), 13);
      assert.ok(seated('low', 33) >= 1, 'low has its seat');
      assert.ok(seated('high', 20) >= 9, `${seated('high', 20)}`);
    });
  });
});

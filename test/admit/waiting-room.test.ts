import assert from 'node:assert/strict';
import { WaitingRoom } from '../../src/admit/waiting-room';
import { virtualClock } from '../kit/virtual-clock';

const none = (): void => undefined;

describe('admit: waiting room', () => {
  it('wakes the longest waiting of those who want this provider', async () => {
    const room = new WaitingRoom(virtualClock());
    const woken: string[] = [];
    void room.wait(['B'], 1_000, none).then(() => woken.push('first, B'));
    void room.wait(['A'], 1_000, none).then(() => woken.push('second, A'));
    void room.wait(['A', 'B'], 1_000, none).then(() => woken.push('third, both'));
    room.freed('A');
    await Promise.resolve();
    assert.deepEqual(woken, ['second, A']);
    room.freed('A');
    await Promise.resolve();
    assert.deepEqual(woken, ['second, A', 'third, both']);
    assert.equal(room.taken('A'), false);
    assert.equal(room.taken('B'), true);
  });

  it('is bounded, and says full at once', async () => {
    const room = new WaitingRoom(virtualClock(), 2);
    void room.wait(['A'], 1_000, none);
    void room.wait(['A'], 1_000, none);
    assert.equal(await room.wait(['A'], 1_000, none), 'full');
    assert.equal(room.size, 2);
  });

  it('gives a waiter that was woken in vain its place back', async () => {
    const room = new WaitingRoom(virtualClock());
    const woken: number[] = [];
    void room.wait(['A'], 1_000, none).then(() => room.wait(['A'], 1_000, none, true)).then(() => woken.push(1));
    void room.wait(['A'], 1_000, none).then(() => woken.push(2));
    room.freed('A');
    await new Promise((resolve) => setImmediate(resolve));
    room.freed('A');
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(woken, [1]);
  });

  it('leaves no timer behind', async () => {
    const clock = virtualClock();
    const room = new WaitingRoom(clock);
    let leave: () => void = none;
    const waited = room.wait(['A'], 1_000, (go) => { leave = go; });
    leave();
    assert.equal(await waited, 'time');
    assert.equal(clock.pending(), 0);
    assert.equal(room.size, 0);
  });
});

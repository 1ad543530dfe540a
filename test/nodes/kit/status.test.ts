import assert from 'node:assert/strict';
import type { Node, NodeStatus } from 'node-red';
import { badge } from '../../../nodes/kit/status';
import { virtualClock } from '../../kit/virtual-clock';

describe('a status badge', () => {
  const make = (): { shown: (string | undefined)[]; clock: ReturnType<typeof virtualClock>; shows: ReturnType<typeof badge> } => {
    const shown: (string | undefined)[] = [];
    const clock = virtualClock();
    const node = { status: ({ text }: NodeStatus) => { shown.push(text); } } as unknown as Node;
    return { shown, clock, shows: badge(node, clock) };
  };

  it('shows the first at once, then at most one in half a second, and the newest last', () => {
    const { shown, clock, shows } = make();
    for (let count = 1; count <= 100; count++) shows.set('green', 'dot', `${count}`);
    assert.deepEqual(shown, ['1']);
    clock.advance(500);
    assert.deepEqual(shown, ['1', '100']);
    shows.clear();
    clock.advance(499);
    assert.equal(shown.length, 2);
    clock.advance(1);
    assert.deepEqual(shown, ['1', '100', undefined]);
  });

  it('shortens what would not fit, and is silent once closed', () => {
    const { shown, clock, shows } = make();
    shows.set('red', 'ring', 'x'.repeat(100));
    assert.equal(shown[0]?.length, 40);
    shows.set('red', 'ring', 'later');
    shows.close();
    clock.advance(10_000);
    shows.set('red', 'ring', 'after');
    assert.equal(shown.length, 1);
    assert.equal(clock.pending(), 0);
  });
});

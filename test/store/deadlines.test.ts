import assert from 'node:assert/strict';
import { stream } from '../../src/dice';
import { Deadlines } from '../../src/store/deadlines';

function takeAll(deadlines: Deadlines, nowMs: number): string[] {
  const taken: string[] = [];
  for (let due = deadlines.takeDue(nowMs); due; due = deadlines.takeDue(nowMs)) taken.push(due.key);
  return taken;
}

describe('deadlines', () => {
  it('gives the keys that are due, the earliest first', () => {
    const deadlines = new Deadlines();
    for (const atMs of [30, 10, 20, 40]) deadlines.set(`at ${atMs}`, atMs);
    assert.deepEqual(takeAll(deadlines, 30), ['at 10', 'at 20', 'at 30']);
    assert.equal(deadlines.size, 1);
  });

  it('does as a plain list would, over random changes', () => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const random = stream(seed);
      const deadlines = new Deadlines();
      const plain = new Map<string, number>();
      for (let nowMs = 0; nowMs < 2_000; nowMs += 1) {
        const key = `k${Math.floor(random() * 300)}`;
        if (random() < 0.4) {
          deadlines.clear(key);
          plain.delete(key);
        } else {
          const atMs = nowMs + Math.floor(random() * 200);
          deadlines.set(key, atMs);
          plain.set(key, atMs);
        }
        if (random() < 0.9) continue;
        const due = [...plain].filter(([, atMs]) => atMs <= nowMs).sort((one, other) => one[1] - other[1]);
        for (const [gone] of due) plain.delete(gone);
        assert.deepEqual(takeAll(deadlines, nowMs).sort(), due.map(([gone]) => gone).sort(), `seed ${seed} at ${nowMs}`);
        assert.equal(deadlines.size, plain.size);
        assert.equal(deadlines.at(key), plain.get(key));
      }
    }
  });

  it('stays quick when far deadlines come and go', () => {
    const deadlines = new Deadlines();
    for (let i = 0; i < 50_000; i += 1) {
      deadlines.set(`k${i}`, 1e9);
      deadlines.clear(`k${i}`);
      assert.equal(deadlines.takeDue(i), undefined);
    }
    assert.equal(deadlines.size, 0);
  }).timeout(2_000);
});

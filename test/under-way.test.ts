import assert from 'node:assert/strict';
import { stream } from '../src/dice';
import { UnderWay } from '../src/under-way';

describe('a map of what is under way', () => {
  it('does as a plain map would, over random changes', () => {
    const random = stream(7);
    const map = new UnderWay<number>();
    const plain = new Map<string, number>();
    for (let turn = 0; turn < 5_000; turn += 1) {
      const key = `k${Math.floor(random() * 4)}`;
      if (random() < 0.6) {
        map.delete(key);
        plain.delete(key);
      } else {
        map.set(key, turn);
        plain.set(key, turn);
      }
      assert.deepEqual([map.size, map.get(key), map.values()], [plain.size, plain.get(key), [...plain.values()]]);
    }
  });
});

import assert from 'node:assert/strict';
import { stream } from '../../src/dice';
import { compareKeys, LAST_KEY, OrderedMap } from '../../src/store/ordered-map';

describe('ordered map', () => {
  it('orders keys by their bytes', () => {
    const keys = ['', 'a', 'a\0', 'aa', 'b', '\u007f', 'é', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{1f600}a', '\u{1f600}b', LAST_KEY];
    for (const one of keys) {
      for (const other of keys) {
        assert.equal(Math.sign(compareKeys(one, other)), Buffer.compare(Buffer.from(one), Buffer.from(other)), JSON.stringify([one, other]));
      }
    }
  });

  it('walks as a sorted list would, over random changes', () => {
    const random = stream(7);
    const map = new OrderedMap<number>();
    const plain = new Map<string, number>();
    const before = ['', '', '', 'é', '\ue000', '\u{1f600}'];
    // Half of the time plain keys only, then also those that JavaScript would put into another order.
    let i = 0;
    const some = () => before[i < 10_000 ? 0 : Math.floor(random() * before.length)]! + String(Math.floor(random() * 5_000));
    const inOrder = ([one]: [string, number], [other]: [string, number]) => Buffer.compare(Buffer.from(one), Buffer.from(other));
    for (; i < 20_000; i += 1) {
      const key = some();
      if (random() < (i < 8_000 ? 0.1 : 0.6)) {
        map.delete(key);
        plain.delete(key);
      } else {
        map.set(key, i);
        plain.set(key, i);
      }
      if (i % 200 > 0) continue;
      const [from, to] = [some(), some()];
      const want = [...plain].filter(([k]) => compareKeys(k, from) >= 0 && compareKeys(k, to) < 0).sort(inOrder);
      assert.deepEqual([...map.range(from, to)], want);
      assert.deepEqual([...map.range(from, to, true)], want.reverse());
      assert.equal(map.size, plain.size);
    }
  });
});

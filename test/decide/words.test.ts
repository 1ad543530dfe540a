import assert from 'node:assert/strict';
import { count, dollars, duration, list, many } from '../../src/decide/words';

describe('words for decisions', () => {
  it('writes numbers with commas', () => {
    assert.deepEqual([0, 999, 1_000, 1_234_567.4].map(count), ['0', '999', '1,000', '1,234,567']);
    assert.deepEqual([many(1, 'call'), many(0, 'call'), many(1_200, 'call')], ['1 call', '0 calls', '1,200 calls']);
  });

  it('writes money with as many places as it takes', () => {
    assert.deepEqual([0, 12, 4_200, 150_000, 999_900, 12_500_000].map(dollars), ['$0', '$0.000012', '$0.0042', '$0.15', '$1.00', '$12.50']);
  });

  it('writes times', () => {
    assert.deepEqual([0.4, 420, 999.7, 1_000, 2_340, 90_000].map(duration), ['0 ms', '420 ms', '1.0 s', '1.0 s', '2.3 s', '90 s']);
  });

  it('writes lists, the first few of them', () => {
    assert.equal(list([]), '');
    assert.equal(list(['a', 'b']), 'a, b');
    assert.equal(list(['a', 'b', 'c'], 2), 'a, b and 1 more');
  });
});

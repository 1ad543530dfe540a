import assert from 'node:assert/strict';
import { Columns } from '../../src/decide/scorecard';

describe('scorecard', () => {
  function card(...pool: number[]): Columns {
    const columns = new Columns();
    columns.begin(pool, 10);
    columns.turn('first');
    return columns;
  }

  it('keeps the order of the pool where nothing is said', () => {
    assert.deepEqual(card(3, 1, 2).order(), [3, 1, 2]);
  });

  it('drops whom anybody rejects, whatever others say for them', () => {
    const columns = card(1, 2);
    columns.reject(1, 'x');
    columns.score(1, 1e9, 'x');
    assert.deepEqual(columns.order(), [2]);
  });

  it('puts the avoided last, the more avoided the later, and still has them', () => {
    const columns = card(1, 2, 3);
    columns.avoid(1, 'x');
    columns.avoid(1, 'y');
    columns.avoid(2, 'x');
    columns.score(1, 100, 'x');
    assert.deepEqual(columns.order(), [3, 2, 1]);
  });

  it('lets the tier of an earlier policy outweigh that of a later one, and tiers outweigh scores', () => {
    const columns = card(1, 2, 3, 4);
    columns.tier(1, 1, 'x');
    columns.turn('second');
    columns.tier(2, 1, 'x');
    columns.tier(3, -1, 'x');
    columns.score(2, 100, 'x');
    columns.score(1, 1000, 'x');
    assert.deepEqual(columns.order(), [3, 4, 2, 1]);
  });

  it('adds scores up', () => {
    const columns = card(1, 2);
    columns.score(1, 1, 'x');
    columns.turn('second');
    columns.score(1, 1, 'x');
    columns.score(2, 1.5, 'x');
    assert.deepEqual(columns.order(), [1, 2]);
  });

  it('starts each decision clean, though it uses its columns again', () => {
    const columns = card(1, 2);
    columns.reject(1, 'x');
    columns.avoid(2, 'x');
    columns.tier(2, 5, 'x');
    columns.score(2, -5, 'x');
    columns.begin([2, 1, 0], 10);
    columns.turn('first');
    columns.tier(0, 1, 'x');
    assert.deepEqual(columns.order(), [2, 1, 0]);
    columns.begin([2, 40, 1], 50);
    assert.deepEqual(columns.order(), [2, 40, 1]);
  });

  it('keeps what was said in an earlier decision when the next has begun', () => {
    const columns = card(1);
    columns.reject(1, 'no', 7);
    const { log } = columns;
    columns.begin([1], 10);
    assert.deepEqual(log.of(1), [{ policy: 'first', kind: 'reject', code: 'no', value: 7 }]);
    assert.deepEqual(columns.log.of(1), []);
  });

  it('knows the last code of one policy', () => {
    const columns = card(1, 2);
    columns.score(1, 0, 'a');
    columns.score(1, 0, 'b');
    columns.turn('second');
    columns.score(1, 0, 'c');
    columns.score(2, 0, 'd');
    assert.equal(columns.log.lastCode(1, 'first'), 'b');
    assert.equal(columns.log.lastCode(2, 'first'), undefined);
    assert.equal(columns.log.lastCode(9, 'first'), undefined);
  });
});

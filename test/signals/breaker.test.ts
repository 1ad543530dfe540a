import assert from 'node:assert/strict';
import { Breaker } from '../../src/signals/breaker';

describe('circuit breaker', () => {
  let told: string[];
  let breaker: Breaker;
  let now: number;

  beforeEach(() => {
    told = [];
    now = 0;
    breaker = new Breaker((state) => told.push(state));
  });
  /** One whole call. */
  const call = (good: boolean): void => {
    breaker.began(now);
    breaker.ended();
    if (good) breaker.succeeded(now);
    else breaker.failed(now, 'down');
  };
  const fail = (times: number): void => { for (let time = 0; time < times; time += 1) call(false); };
  /** 0 closed, 1 a probe is wanted, 2 open. */
  const column = (): number => breaker.read(now);

  it('opens after five failures in a row, not after four', () => {
    fail(4);
    assert.equal(column(), 0);
    fail(1);
    assert.equal(column(), 2);
    assert.deepEqual(told, ['open']);
  });

  it('counts a row anew after a good call', () => {
    for (let round = 0; round < 2; round += 1) {
      fail(4);
      call(true);
      now += 60_000;
    }
    assert.equal(column(), 0);
  });

  it('opens when half of ten recent calls failed, in whatever order', () => {
    for (let pair = 0; pair < 4; pair += 1) { call(true); call(false); }
    call(true);
    assert.equal(column(), 0);
    call(false);
    assert.equal(column(), 2);
  });

  it('forgets failures of long ago', () => {
    for (let pair = 0; pair < 40; pair += 1) {
      call(true);
      call(false);
      now += 10_000;
    }
    assert.equal(column(), 0);
  });

  it('lets one probe through after 5 s, and no second while that is under way', () => {
    fail(5);
    now += 4_999;
    assert.equal(column(), 2);
    now += 1;
    assert.equal(column(), 1);
    breaker.began(now);
    assert.equal(column(), 2);
    assert.deepEqual(told, ['open', 'half-open']);
  });

  it('wants another probe where one ended without a result', () => {
    fail(5);
    now += 5_000;
    breaker.began(now);
    breaker.ended();
    assert.equal(column(), 1);
  });

  it('is left alone for twice as long after each bad probe, 20 s at most', () => {
    fail(5);
    const waits = [5_000, 10_000, 20_000, 20_000];
    for (const wait of waits) {
      now += wait - 1;
      assert.equal(column(), 2);
      now += 1;
      assert.equal(column(), 1);
      call(false);
    }
  });

  it('lets more and more through after good probes, and closes', () => {
    fail(5);
    now += 5_000;
    call(true);
    assert.equal(column(), 1);
    breaker.began(now);
    assert.equal(column(), 1);
    breaker.began(now);
    assert.equal(column(), 2);
    for (let good = 0; good < 3; good += 1) {
      breaker.ended();
      breaker.succeeded(now);
    }
    assert.equal(column(), 0);
    assert.deepEqual(told, ['open', 'half-open', 'closed']);
  });

  it('begins with 5 s again once it was trusted again', () => {
    fail(5);
    now += 5_000;
    call(false);
    now += 10_000;
    for (let good = 0; good < 4; good += 1) call(true);
    fail(5);
    now += 5_000;
    assert.equal(column(), 1);
  });

  it('is back within 30 s of a recovery, however long the outage was', () => {
    let backAt = 0;
    const recoveredAt = 600_000;
    for (; now < 700_000 && backAt === 0; now += 500) {
      if (column() === 2) continue;
      call(now >= recoveredAt);
      if (now >= recoveredAt) backAt = now;
    }
    assert.ok(backAt - recoveredAt <= 25_000, String(backAt - recoveredAt));
  });

  it('does not take calls from before it opened for probes', () => {
    for (let hung = 0; hung < 3; hung += 1) breaker.began(now);
    fail(5);
    now += 5_000;
    breaker.began(now);
    assert.equal(column(), 2);
    breaker.succeeded(now);
    breaker.ended();
    assert.equal(column(), 1);
  });

  it('does not let late failures of calls from before keep it open for longer', () => {
    fail(5);
    now += 4_000;
    breaker.failed(now, 'late');
    now += 1_000;
    assert.equal(column(), 1);
  });

  it('believes a good call that was made all the same, since nobody else was left', () => {
    fail(5);
    breaker.succeeded(now);
    assert.equal(column(), 2);
    now += 1_000;
    call(true);
    assert.equal(column(), 1);
  });

  it('counts calls under way and never below none', () => {
    breaker.began(now);
    breaker.began(now);
    assert.equal(breaker.underWay, 2);
    for (let end = 0; end < 3; end += 1) breaker.ended();
    assert.equal(breaker.underWay, 0);
  });
});

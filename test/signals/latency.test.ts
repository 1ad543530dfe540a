import assert from 'node:assert/strict';
import { Latency } from '../../src/signals/latency';

describe('latency of a model', () => {
  it('is unknown until measured', () => {
    const latency = new Latency();
    assert.ok(Number.isNaN(latency.read(0)));
    latency.sample(300, 0);
    assert.equal(latency.read(0), 300);
  });

  it('takes a slow sample at once and in full', () => {
    const latency = new Latency();
    for (let at = 0; at < 20; at += 1) latency.sample(300, at * 1_000);
    latency.sample(4_000, 20_000);
    assert.equal(latency.read(20_000), 4_000);
  });

  it('lets fast samples bring it down with time, not with their number', () => {
    const burst = new Latency();
    const calm = new Latency();
    for (const latency of [burst, calm]) latency.sample(4_000, 0);
    for (let call = 1; call <= 10; call += 1) {
      burst.sample(300, call);
      calm.sample(300, call * 3_000);
    }
    assert.ok(burst.read(10) > 3_000, String(burst.read(10)));
    assert.ok(calm.read(30_000) < 600, String(calm.read(30_000)));
  });

  it('lets a peak fade to the model\'s own mean while nobody asks, and not below', () => {
    const latency = new Latency();
    for (let at = 0; at < 19; at += 1) latency.sample(300, at * 1_000);
    latency.sample(4_300, 19_000);
    assert.ok(latency.read(60_000) < 2_000);
    const later = latency.read(3_600_000);
    assert.ok(later >= 300 && later < 510, String(later));
    assert.equal(latency.read(7_200_000), later);
  });

  it('is what the last call took where calls are hours apart', () => {
    const latency = new Latency();
    latency.sample(900, 0);
    latency.sample(300, 3_600_000);
    assert.ok(Math.abs(latency.read(3_600_000) - 300) < 1);
  });

  it('takes a timeout as a bound: it can say slower, never faster, and does not poison the mean', () => {
    const latency = new Latency();
    latency.sample(300, 0);
    latency.longerThan(8_000, 1_000);
    assert.equal(latency.read(1_000), 8_000);
    latency.longerThan(2_000, 1_001);
    assert.ok(latency.read(1_001) > 7_900);
    for (let at = 2; at < 60; at += 1) latency.sample(300, at * 1_000);
    assert.ok(latency.read(60_000) < 350, String(latency.read(60_000)));
  });

  it('takes a bound for the time where nothing was ever measured', () => {
    const latency = new Latency();
    latency.longerThan(8_000, 0);
    assert.equal(latency.read(0), 8_000);
  });

  it('does not take nonsense', () => {
    const latency = new Latency();
    for (const ms of [Number.NaN, -1, Infinity]) latency.sample(ms, 0);
    assert.ok(Number.isNaN(latency.read(0)));
    latency.sample(0, 0);
    assert.equal(latency.read(0), 0);
  });
});

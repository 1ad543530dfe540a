import assert from 'node:assert/strict';
import { TokenRatio } from '../../src/signals/token-ratio';

describe('token ratio', () => {
  it('begins at 1 and comes close to the truth within a few dozen calls', () => {
    const ratio = new TokenRatio();
    assert.equal(ratio.read(), 1);
    for (let call = 0; call < 40; call += 1) ratio.sample(300, 450);
    assert.ok(Math.abs(ratio.read() - 1.5) < 0.03, String(ratio.read()));
  });

  it('lets a long prompt say more than a short one', () => {
    const ratio = new TokenRatio();
    ratio.sample(5, 15);
    assert.ok(ratio.read() < 1.03);
    ratio.sample(50_000, 60_000);
    assert.ok(Math.abs(ratio.read() - 1.2) < 0.01);
  });

  it('follows a vendor that changes its tokenizer', () => {
    const ratio = new TokenRatio();
    for (let call = 0; call < 200; call += 1) ratio.sample(1_000, 1_000);
    for (let call = 0; call < 100; call += 1) ratio.sample(1_000, 1_400);
    assert.ok(ratio.read() > 1.37);
  });

  it('never goes beyond 0.5 to 3, and does not take nonsense', () => {
    const ratio = new TokenRatio();
    for (const [estimated, real] of [[0, 5], [5, 0], [Number.NaN, 1], [1, Infinity], [-3, 1]] as const) ratio.sample(estimated, real);
    assert.equal(ratio.read(), 1);
    ratio.sample(1_000, 1e9);
    assert.equal(ratio.read(), 3);
    ratio.sample(1e12, 1);
    assert.equal(ratio.read(), 0.5);
  });
});

import assert from 'node:assert/strict';
import { costMicros } from '../../../src/chat/price';
import { typedPrice } from '../../../nodes/kit/typed-price';

const listed = {
  input: 2_000_000, output: 10_000_000, cacheRead: 200_000, cacheWrite: 2_500_000, perRequest: 50,
  tiers: [{ above: 200_000, input: 4_000_000, output: 15_000_000, cacheRead: 400_000 }],
};

describe('a price typed into the table of a provider', () => {
  it('keeps what the table cannot say: long prompts, cached input, a fee for each call', () => {
    const long = { input: 300_000, output: 1_000 };
    assert.deepEqual(typedPrice({ inputPrice: 2, outputPrice: 10 }, listed), listed);
    assert.deepEqual(typedPrice({ inputPrice: 2, outputPrice: '' }, listed), listed);
    assert.equal(costMicros(typedPrice({ inputPrice: '', outputPrice: 10 }, listed)!, long), costMicros(listed, long));
  });

  it('makes that dearer or cheaper as the typed half is', () => {
    assert.deepEqual(typedPrice({ inputPrice: 1, outputPrice: 20 }, listed), {
      input: 1_000_000, output: 20_000_000, cacheRead: 100_000, cacheWrite: 1_250_000, perRequest: 50,
      tiers: [{ above: 200_000, input: 2_000_000, output: 30_000_000, cacheRead: 200_000 }],
    });
  });

  it('costs nothing where both halves are 0', () => {
    const free = typedPrice({ inputPrice: 0, outputPrice: 0 }, listed);
    assert.equal(costMicros(free!, { input: 300_000, output: 1_000, cacheRead: 10, cacheWrite: 10 }), 0);
  });

  it('keeps what a free model of the list takes for long prompts', () => {
    const price = typedPrice({ inputPrice: 1, outputPrice: '' }, { input: 0, output: 0, tiers: [{ above: 10, input: 5, output: 5 }] });
    assert.deepEqual(price, { input: 1_000_000, output: 0, tiers: [{ above: 10, input: 5, output: 5 }] });
  });

  it('is just what was typed for a model that the catalogue does not know', () => {
    assert.deepEqual(typedPrice({ inputPrice: 0.15, outputPrice: 0.6 }, undefined), { input: 150_000, output: 600_000 });
    assert.equal(typedPrice({ inputPrice: 0.15, outputPrice: '' }, undefined), undefined);
    assert.equal(typedPrice({ inputPrice: '', outputPrice: '' }, listed), undefined, 'left blank, it is the catalogue that is asked');
  });
});

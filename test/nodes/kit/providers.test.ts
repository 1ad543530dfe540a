import assert from 'node:assert/strict';
import type { Price } from '../../../src/chat/price';
import { findModel } from '../../../src/outbound/catalog';
import { vendors, type VendorRow } from '../../../src/outbound/vendors';
import { providersWithKeys } from '../../../nodes/kit/discover';
import { providerProperties } from '../../../nodes/kit/properties';
import { providerConfig, withListed } from '../../../nodes/kit/providers';

describe('a provider\'s dialog', () => {
  const vendor = { id: 'v', label: 'Vendor', keyVariables: ['FIRST_KEY', 'SECOND_KEY'] } as VendorRow;
  const config = (settings: Record<string, unknown>, key?: string, environment: Record<string, string> = {}) =>
    providerConfig(providerProperties.parse({ vendor: 'v', ...settings }), key, vendor, environment);

  it('is called as its vendor where it has no name, and takes its key from the first variable that is set', () => {
    assert.equal(config({}).name, 'Vendor');
    assert.equal(config({ name: ' Mine ' }).name, 'Mine');
    assert.equal(config({}, undefined, { SECOND_KEY: 'b' }).key, 'b');
    assert.equal(config({}, '', { FIRST_KEY: ' a ', SECOND_KEY: 'b' }).key, 'a');
    assert.equal(config({}, 'own', { FIRST_KEY: 'a' }).key, 'own');
    assert.equal(config({}).key, undefined);
  });

  it('reads prices in dollars per million tokens, and leaves blank what is not known', () => {
    const [priced, bare] = config({ models: [{ name: 'a', inputPrice: '0.15', outputPrice: 0.6, window: '128000', tags: 'cheap, , german', quality: '70', region: ' eu ' }, { name: 'b' }] }).models ?? [];
    assert.deepEqual(priced, { name: 'a', price: { input: 150_000, output: 600_000 }, window: 128_000, tags: ['cheap', 'german'], quality: 70, region: 'eu' });
    assert.deepEqual(bare, { name: 'b' });
    assert.deepEqual(config({ models: [{ name: 'free', inputPrice: 0, outputPrice: 0 }] }).models?.[0]?.price, { input: 0, output: 0 });
  });

  it('takes one half of a price alone with the other half of the catalogue, and never for free', () => {
    const price = (row: object): unknown => providerConfig(providerProperties.parse({ vendor: 'openai', models: [row] }), undefined, undefined, {}).models?.[0]?.price;
    const known = findModel('openai', 'gpt-5-mini')?.price;
    const halves = (row: object): number[] => { const { input, output } = price({ name: 'gpt-5-mini', ...row }) as Price; return [input, output]; };
    assert.deepEqual(halves({ inputPrice: 0.1 }), [100_000, known?.output]);
    assert.deepEqual(halves({ outputPrice: '9' }), [known?.input, 9_000_000]);
    for (const nothing of ['', ' ', null, undefined]) {
      assert.equal(price({ name: 'nobody-knows', inputPrice: 0.1, outputPrice: nothing }), undefined);
      assert.equal(price({ name: 'nobody-knows', inputPrice: nothing, outputPrice: 0.1 }), undefined);
      assert.equal(price({ name: 'nobody-knows', inputPrice: nothing, outputPrice: nothing }), undefined);
    }
  });

  it('takes the first few chat models that a server lists as its starters', () => {
    const { models } = withListed({ name: 'x', vendor: 'v' }, ['text-embedding', 'a', 'whisper-1', 'b', 'c', 'd'].map((name) => ({ name })), false);
    assert.deepEqual(models?.filter(({ starter }) => starter).map(({ name }) => name), ['a', 'b', 'c']);
  });

  it('takes a model on this machine for free, unless its server tells a price', () => {
    const price = { input: 5, output: 9 };
    const { models } = withListed({ name: 'x', vendor: 'v' }, [{ name: 'a' }, { name: 'b', price }], true);
    assert.deepEqual(models?.map((model) => model.price), [{ input: 0, output: 0 }, price]);
  });
});

describe('keys in the environment', () => {
  it('make a provider of each hosted vendor, once, and none of local servers', () => {
    const all = Object.fromEntries(vendors.flatMap(({ keyVariables }) => keyVariables).map((variable) => [variable, 'key']));
    const found = providersWithKeys(vendors, all);
    assert.ok(found.length > 5);
    assert.equal(new Set(found.map(({ name }) => name)).size, found.length);
    assert.equal(found.some(({ vendor }) => vendors.find(({ id }) => id === vendor)?.local), false);
    assert.deepEqual(providersWithKeys(vendors, { OPENAI_API_KEY: '  ' }), []);
  });
});

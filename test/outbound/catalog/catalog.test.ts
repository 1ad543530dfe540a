import assert from 'node:assert/strict';
import { costMicros } from '../../../src/chat/price';
import { catalogModels, findModel } from '../../../src/outbound/catalog';
import { catalogSchema, tagsOf } from '../../../src/outbound/catalog/facts';
import { checked } from '../../../src/outbound/catalog/load';

describe('model catalogue', () => {
  it('knows prices, windows and abilities', () => {
    const mini = findModel('openai', 'gpt-5-mini');
    assert.deepEqual(mini?.price, { input: 250_000, output: 2_000_000, cacheRead: 25_000 });
    assert.deepEqual([mini?.window, mini?.maxOutput, mini?.can.reasoning, mini?.can.images], [400_000, 128_000, true, true]);
    assert.ok(mini?.tags.includes('reasoning') && mini.tags.includes('vision') && mini.tags.includes('large-window') && !mini.tags.includes('cheap'));
    assert.ok(findModel('openai', 'gpt-6-luna')?.tags.includes('cheap'));
  });

  it('finds a model under dated, tagged and prefixed names, and keeps the name that was asked for', () => {
    for (const [vendor, name, price] of [
      ['openai', 'gpt-5-mini-2025-08-07', 2_000_000], ['anthropic', 'claude-sonnet-4-5-20250929', 15_000_000], ['anthropic', 'claude-haiku-4-5@20251001', 5_000_000],
      ['openrouter', 'openai/gpt-5-mini', 2_000_000], ['openrouter', 'openai/gpt-5-mini-2025-08-07', 2_000_000],
    ] as const) {
      const found = findModel(vendor, name);
      assert.deepEqual([found?.name, found?.price?.output], [name, price], name);
    }
  });

  it('knows a maker\'s model at a vendor that it has no rows of, but not the price there', () => {
    for (const [vendor, name] of [['xroute', 'gpt-5-mini'], ['litellm', 'anthropic/claude-sonnet-5'], ['github-models', 'openai/gpt-5-mini'], ['other-openai', 'claude-sonnet-4.5']] as const) {
      const found = findModel(vendor, name);
      assert.ok(found?.window, name);
      assert.deepEqual([found.name, found.price], [name, undefined]);
    }
  });

  it('knows every model of a local server as free, and no window of it', () => {
    for (const name of ['openai/gpt-oss-20b', 'my-own:7b']) {
      const found = findModel('ollama', name);
      assert.deepEqual([found?.name, found?.price, found?.window, found?.tags.includes('local')], [name, { input: 0, output: 0 }, undefined, true]);
    }
    assert.equal(findModel('ollama', 'openai/gpt-oss-20b')?.can.images, false);
  });

  it('knows nothing of a name that nobody has', () => {
    for (const name of ['gpt-99', '', 'llama3.2:1b-my-own']) assert.equal(findModel('openai', name), undefined, name);
  });

  it('never calls an unknown price free', () => {
    const free = catalogModels('openrouter').filter((model) => model.price?.output === 0);
    assert.ok(free.length > 0 && free.every((model) => model.name.endsWith(':free')));
    for (const vendor of ['nvidia', 'dashscope']) assert.ok(catalogModels(vendor).every((model) => model.price === undefined), vendor);
  });

  it('charges the larger price above a tier\'s bound', () => {
    const price = findModel('openai', 'gpt-6-sol')?.price ?? assert.fail();
    assert.equal(costMicros(price, { input: 100_000, output: 0 }), 200_000);
    assert.equal(costMicros(price, { input: 300_000, output: 0 }), 1_200_000);
  });

  it('lists the starters of a vendor that it has no rows of, and nothing for local servers', () => {
    assert.deepEqual(catalogModels('xroute').map((model) => model.name), ['gpt-5-mini', 'gpt-5']);
    assert.deepEqual(catalogModels('ollama'), []);
  });

  it('is refused loudly when it is malformed, with the place', () => {
    const good = { date: '2026-11-24', sources: [], rows: [{ vendor: 'v', name: 'm', can: { tools: true, images: true, audio: true, files: true, json: 'schema', reasoning: true, prefill: true } }] };
    assert.equal(checked('x.json', JSON.stringify(good), catalogSchema).rows.length, 1);
    assert.throws(() => checked('x.json', JSON.stringify({ ...good, rows: [{ ...good.rows[0], price: { input: 0.5, output: 1 } }] }), catalogSchema), /x\.json is wrong at rows\.0\.price\.input/);
    assert.throws(() => checked('x.json', JSON.stringify({ ...good, rows: [{ ...good.rows[0], prise: 1 }] }), catalogSchema), /rows\.0/);
    assert.throws(() => checked('x.json', '{', catalogSchema), /no JSON/);
  });

  it('tags by facts', () => {
    const can = { tools: true, images: false, audio: false, files: false, json: 'none', reasoning: false, prefill: false } as const;
    assert.deepEqual(tagsOf({ can, price: { input: 0, output: 1_000_000 } }, false), ['cheap']);
    assert.deepEqual(tagsOf({ can, price: { input: 0, output: 1_000_001 }, window: 400_000 }, false), ['large-window']);
    assert.deepEqual(tagsOf({ can }, true), ['cheap', 'local']);
    assert.deepEqual(tagsOf({ can }, false), []);
  });
});

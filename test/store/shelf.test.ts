import assert from 'node:assert/strict';
import { memoryShelf } from '../../src/store/shelf';
import { LAST_KEY } from '../../src/store/ordered-map';
import { Values } from '../../src/store/values';

const keysOf = (shelf: ReturnType<typeof memoryShelf>) => [...shelf.range('', LAST_KEY)].map(([key]) => key);

describe('memory shelf', () => {
  it('drops what was not used for the longest time where a namespace outgrows its bound', () => {
    const shelf = memoryShelf({ 'cache:': 3_000 });
    const text = 'x'.repeat(400);
    for (const key of ['cache:a', 'cache:b', 'other']) shelf.set(key, { text });
    shelf.get('cache:a');
    shelf.set('cache:c', { text });
    assert.deepEqual(keysOf(shelf), ['cache:a', 'cache:c', 'other']);
    for (let i = 0; i < 50; i += 1) shelf.set(`other${i}`, { text });
    assert.equal(keysOf(shelf).length, 53);
  });

  it('does not take what is larger than its bound', () => {
    const shelf = memoryShelf({ 'cache:': 3_000 });
    shelf.set('cache:a', { text: 'small' });
    shelf.set('cache:a', { text: 'x'.repeat(3_000) });
    assert.deepEqual(keysOf(shelf), []);
  });

  it('frees the place of what was removed', () => {
    const shelf = memoryShelf({ 'cache:': 3_000 });
    const text = 'x'.repeat(400);
    for (let i = 0; i < 9; i += 1) {
      shelf.set(`cache:${i}`, { text });
      shelf.delete(`cache:${i}`);
    }
    shelf.set('cache:a', { text });
    shelf.set('cache:b', { text });
    assert.deepEqual(keysOf(shelf), ['cache:a', 'cache:b']);
  });
});

describe('values', () => {
  it('clear away what has expired, a little with each write', () => {
    const shelf = memoryShelf();
    const values = new Values(shelf);
    for (let i = 0; i < 500; i += 1) shelf.set(`entry:${i}`, { text: '1' });
    for (let i = 0; i < 100; i += 1) values.put(`${i % 2 ? 'a' : 'x'}${i}`, i, { ttlMs: 10 }, 0);
    for (let i = 0; i < 120; i += 1) values.put('one', i, {}, 10);
    assert.deepEqual(keysOf(shelf).filter((key) => !key.startsWith('entry:')), ['one']);
  });

  for (const [what, text, mostThere] of [['short', 'x', 400], ['long', 'x'.repeat(100_000), 200]] as const) {
    it(`clear away ${what} ones as fast as they come, and never look at much at once`, () => {
      const shelf = memoryShelf();
      for (let i = 0; i < 500; i += 1) shelf.set(`lasting:${i}`, { text: '1' });
      let keys = 0;
      let letters = 0;
      const counting: typeof shelf = { ...shelf, *range(...how) { for (const one of shelf.range(...how)) { keys += 1; letters += one[1].text.length; yield one; } } };
      const values = new Values(counting);
      for (let i = 0; i < 600; i += 1) {
        keys = letters = 0;
        values.put(`memory:${i % 2 ? 'a' : 'x'}${i}`, text, { ttlMs: 10 }, i);
        assert.ok(keys <= 50 && letters <= 500_000, `looked at ${keys} keys and ${letters} letters at once`);
      }
      const there = keysOf(shelf).length - 500;
      assert.ok(there <= mostThere, `${there} are still there`);
    });
  }
});

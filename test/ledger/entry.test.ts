import assert from 'node:assert/strict';
import { type Entry, entryKey, type EntryRange, listEntries } from '../../src/ledger/entry';
import { memoryStore } from '../../src/store/memory';
import type { Store } from '../../src/store/store';
import { virtualClock } from '../kit/virtual-clock';

const entry = (atMs: number, run = `run${atMs}`, attempt = 1): Entry => ({
  run, attempt, atMs, totalMs: 900, provider: 'OpenAI', model: 'gpt-5-mini', vendor: 'openai',
  tokens: { input: 10, output: 20 }, costMicros: 42, outcome: 'answered', budgets: ['budget:default:everyone:day:2026-11-24'],
});

describe('ledger entries', () => {
  let store: Store;
  const add = (added: Entry) =>
    store.settle({ id: `${added.run}/${added.attempt}`, actuals: [], entry: { key: entryKey(added), value: added } });
  const times = async (range?: EntryRange) =>
    (await listEntries(store, range)).map(({ atMs }) => atMs);
  beforeEach(() => {
    store = memoryStore({ clock: virtualClock() });
  });

  it('come back whole, by time, however they were added', async () => {
    for (const atMs of [2_000_000_000_000, 5, 1_764_000_000_000, 70]) await add(entry(atMs));
    await store.put('entry', 'is none');
    await store.put('entry;', 'is none');
    assert.deepEqual(await times(), [5, 70, 1_764_000_000_000, 2_000_000_000_000]);
    assert.deepEqual((await listEntries(store, { limit: 1 }))[0], entry(5));
  });

  it('are listed for a stretch of time, the newest first where asked', async () => {
    for (let atMs = 1; atMs <= 9; atMs += 1) await add(entry(atMs));
    assert.deepEqual(await times({ fromMs: 3, toMs: 6 }), [3, 4, 5]);
    assert.deepEqual(await times({ newestFirst: true, limit: 2 }), [9, 8]);
    assert.deepEqual(await times({ toMs: 6, newestFirst: true, limit: 1 }), [5]);
  });

  it('have keys of their own for each attempt of a run in the same millisecond', () => {
    const keys = [entry(5, 'a', 1), entry(5, 'a', 2), entry(5, 'b', 1)].map(entryKey);
    assert.equal(new Set(keys).size, 3);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { median, tenths, whole as number } from '../report/numbers.mjs';
import { bar, table } from '../report/table.mjs';
import { ours } from '../targets/targets.mjs';

/** What opening the store on disk takes, by the entries that its ledger has: it happens while Node-RED starts. */
export async function opening(_lab, { sizes, turns }) {
  const rows = [];
  for (const size of sizes) rows.push({ size, ms: await measure(size, turns) });
  const largest = rows.at(-1);
  return {
    title: 'Opening the store',
    text: table(['ledger entries', 'median ms', 'longest ms'], rows.map(({ size, ms }) => [number(size), tenths(median(ms)), tenths(Math.max(...ms))])),
    bars: [bar(`opening a store with ${number(largest.size)} entries, longest`, Math.max(...largest.ms), 1_000, ' ms')],
  };
}

async function measure(size, turns) {
  const load = createRequire(path.join(ours, 'dist', 'bench.js'));
  const { durableStore } = load('./src/store/durable.js');
  const { systemClock: clock } = load('./src/clock.js');
  const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-bench-'));
  const open = () => {
    const store = durableStore({ clock, directory });
    if (store.trouble()) throw new Error(store.trouble());
    return store;
  };
  try {
    const store = open();
    for (let index = 0; index < size; index++) {
      store.settle(settlement(index));
      if (index % 10_000 === 9_999) await store.flush();
    }
    await store.close();
    const ms = [];
    for (let turn = 0; turn < turns; turn++) {
      const begin = performance.now();
      const opened = open();
      await opened.level('budget:default');
      ms.push(performance.now() - begin);
      await opened.close();
    }
    return ms;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** As a run settles it. */
const settlement = (index) => {
  const run = `run${index.toString(36).padStart(13, '0')}`;
  return {
    id: `${run}:1`, actuals: [{ key: 'budget:default', amount: 98 }],
    entry: {
      key: `entry:${String(1_764_000_000_000 + index).padStart(14, '0')}:${run}:1`,
      value: {
        run, attempt: 1, atMs: 1_764_000_000_000 + index, totalMs: 812, firstTokenMs: 310, node: { id: 'ask' }, provider: 'OpenAI', model: 'gpt-5-mini', vendor: 'openai',
        tokens: { input: 231, output: 20 }, costMicros: 98, outcome: 'answered', budgets: ['budget:default'],
      },
    },
  };
};

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { systemClock } from '../../src/clock';
import { stream } from '../../src/dice';
import { durableStore } from '../../src/store/durable';
import { temporaryDirectory } from '../kit/temporary-directory';

/** More for a long run: `KILLS=200`. */
const KILLS = Number(process.env.KILLS ?? 5);

interface Charge { number: number; amount: number }

/** Runs a charging process, kills it in the midst of its work, and returns the numbers that it called safe. */
async function chargeAndKill(directory: string, first: number, afterMs: number): Promise<number[]> {
  const child = spawn(process.execPath, [join(__dirname, 'kill-child.js'), directory, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (!printed) systemClock.after(afterMs, () => child.kill('SIGKILL'));
    printed += text;
  });
  const [, signal] = await once(child, 'close') as [number | null, string | null];
  assert.equal(signal, 'SIGKILL', 'it ended by itself');
  // The last line may have been cut.
  return printed.slice(0, printed.lastIndexOf('\n')).split('\n').map(Number);
}

describe('durable store, killed under load', () => {
  it(`loses and doubles nothing that it called safe (${KILLS} kills)`, async () => {
    const directory = temporaryDirectory();
    const random = stream(11);
    const safe: number[] = [];
    for (let kill = 1; kill <= KILLS; kill += 1) {
      safe.push(...await chargeAndKill(directory, 1_000_000 * kill, 20 + random() * 100));
      const store = durableStore({ clock: systemClock, directory });
      assert.equal(store.trouble(), undefined);
      const entries = (await store.scan('entry:', { limit: 1e9 })).map(({ value }) => value as Charge);
      const numbers = new Set(entries.map(({ number }) => number));
      assert.equal(numbers.size, entries.length, 'an entry is there twice');
      assert.deepEqual(safe.filter((number) => !numbers.has(number)), [], 'entries are lost');
      const spent = entries.reduce((sum, { amount }) => sum + amount, 0);
      assert.deepEqual(await store.level('b'), { spent, held: 0 });
      assert.equal(await store.get('sum:runs'), entries.length);
      assert.equal(await store.settle({ id: `r${safe.at(-1)}`, actuals: [{ key: 'b', amount: 1 }] }), false);
      await store.close();
    }
    assert.ok(safe.length > KILLS * 10, `only ${safe.length} entries were made`);
  }).timeout(20_000 + KILLS * 5_000);
});

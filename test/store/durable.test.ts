import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DurableOptions, durableStore } from '../../src/store/durable';
import { LmdbMissing, openLmdb } from '../../src/store/lmdb';
import type { Store } from '../../src/store/store';
import { scriptedDatabase } from '../kit/scripted-database';
import { temporaryDirectory } from '../kit/temporary-directory';
import { virtualClock, type VirtualClock } from '../kit/virtual-clock';

describe('durable store', () => {
  let clock: VirtualClock;
  let directory: string;
  let troubles: (string | undefined)[];
  let opened: Store[];
  beforeEach(() => {
    clock = virtualClock();
    directory = temporaryDirectory();
    troubles = [];
    opened = [];
  });
  afterEach(() => Promise.all(opened.map((store) => store.close())));
  const open = (more?: Partial<DurableOptions>) => {
    const store = durableStore({ clock, directory, onTrouble: (trouble) => troubles.push(trouble), ...more });
    opened.push(store);
    return store;
  };
  const spend = (store: Store, id: string, amount: number, keepMs?: number) =>
    store.settle({ id, actuals: [{ key: 'b', amount, keepMs }], entry: { key: `entry:${id}`, value: { amount } } });

  describe('opened again', () => {
    it('has everything but the holds', async () => {
      const before = open();
      await before.admit({ id: 'r1', ttlMs: 60_000, options: [[{ key: 'b', limit: 100, amount: 60 }]] });
      await before.admit({ id: 'r2', ttlMs: 60_000, options: [[{ key: 'b', limit: 100, amount: 40 }]] });
      await spend(before, 'r1', 42);
      await before.put('memory:chat', ['hello']);
      await before.sum([{ key: 'sum:a', amount: 1.5 }]);
      await before.close();
      const after = open();
      assert.deepEqual(await after.level('b'), { spent: 42, held: 0 });
      assert.equal(await spend(after, 'r1', 42), false, 'it was settled before');
      assert.equal(await spend(after, 'r2', 8), true);
      assert.deepEqual(await after.scan(''), [
        { key: 'entry:r1', value: { amount: 42 } }, { key: 'entry:r2', value: { amount: 8 } },
        { key: 'memory:chat', value: ['hello'] }, { key: 'sum:a', value: 1.5 },
      ]);
      assert.deepEqual(await after.sum([{ key: 'sum:a', amount: 1 }]), [2.5]);
      assert.deepEqual(troubles, []);
    });

    it('goes on with leaks and times to live where they were', async () => {
      const before = open();
      await before.settle({ id: 'r', actuals: [{ key: 'rate', amount: 10, rate: 0.01 }] });
      await before.put('short', 1, { ttlMs: 1_000 });
      await before.put('long', 1, { ttlMs: 3_000 });
      await spend(before, 'r1', 5, 1_500);
      clock.advance(500);
      await before.close();
      clock.advance(500);
      const after = open();
      assert.equal(await after.get('short'), undefined);
      assert.equal(await after.get('long'), 1);
      assert.deepEqual(await after.level('rate'), { spent: 0, held: 0 });
      assert.deepEqual(await after.level('b'), { spent: 5, held: 0 });
      clock.advance(500);
      assert.deepEqual(await after.level('b'), { spent: 0, held: 0 });
    });

    it('does not wait for a time that a wrong clock wrote', async () => {
      clock.stepWall(1e10);
      const before = open();
      await before.settle({ id: 'r', actuals: [{ key: 'rate', amount: 10, rate: 0.01 }] });
      await before.close();
      clock.stepWall(-1e10);
      const after = open();
      clock.advance(500);
      assert.deepEqual(await after.level('rate'), { spent: 5, held: 0 });
    });

    describe('where a clock was wrong', () => {
      const HOUR_MS = 3_600_000;
      const YEAR_MS = 365 * 24 * HOUR_MS;
      /** Another start of the machine, whose clock is ahead by so much, or behind. */
      const restart = async (before: Store, aheadMs = 0): Promise<Store> => {
        await before.close();
        clock = virtualClock(clock.wallMs() + aheadMs);
        return open();
      };

      for (const [what, hours] of [['a day', 30], ['some days', 60], ['years', 20 * 365 * 24]] as const) {
        it(`has what was spent and said since a clock was set that was behind by ${what} at the start`, async () => {
          clock.stepWall(-hours * HOUR_MS);
          const before = open();
          clock.stepWall(hours * HOUR_MS);
          await spend(before, 'r1', 5, 24 * HOUR_MS);
          await before.settle({ id: 'r', actuals: [{ key: 'rate', amount: 10, rate: 0.01 }] });
          await before.put('memory:chat', 'hello', { ttlMs: 24 * HOUR_MS });
          clock.advance(100);
          const after = await restart(before);
          assert.deepEqual(await after.level('b'), { spent: 5, held: 0 });
          assert.deepEqual(await after.level('rate'), { spent: 9, held: 0 });
          assert.equal(await after.get('memory:chat'), 'hello');
          clock.advance(24 * HOUR_MS);
          assert.deepEqual([await after.get('memory:chat'), (await after.level('b')).spent], [undefined, 0]);
        });
      }

      it('has what was spent and said after a sleep, in which only the wall moves on', async () => {
        const before = open();
        clock.stepWall(30 * HOUR_MS);
        await spend(before, 'r1', 5, 24 * HOUR_MS);
        await before.put('memory:chat', 'hello', { ttlMs: 24 * HOUR_MS });
        const after = await restart(before);
        assert.deepEqual([await after.get('memory:chat'), (await after.level('b')).spent], ['hello', 5]);
      });

      for (const [what, wrongMs] of [['ahead', 10 * YEAR_MS], ['behind', -50 * YEAR_MS]] as const) {
        for (const corrected of ['at once', 'before the next start', 'not before it runs again'] as const) {
          it(`ends what was to end in an hour, where it is ${what} and set right ${corrected}`, async () => {
            let store = open();
            await store.put('a', 1, { ttlMs: HOUR_MS });
            store = await restart(store, wrongMs);
            const set = () => clock.stepWall(-wrongMs);
            if (corrected === 'at once') set();
            await store.put('memory:chat', 'private', { ttlMs: HOUR_MS });
            assert.equal(await store.get('memory:chat'), 'private');
            store = await restart(store, corrected === 'before the next start' ? -wrongMs : 0);
            if (corrected === 'not before it runs again') set();
            clock.advance(HOUR_MS);
            assert.deepEqual(await store.scan(''), []);
            store = await restart(store);
            assert.deepEqual(await store.scan(''), []);
          });
        }
      }

      for (const [what, behindMs] of [['half an hour', HOUR_MS / 2], ['two years', 2 * 365 * 24 * HOUR_MS], ['fifty years', 50 * 365 * 24 * HOUR_MS]] as const) {
        it(`keeps all where a clock is behind by ${what} at one start and right at the next`, async () => {
          let store = open();
          await store.put('memory:chat', 'hello', { ttlMs: HOUR_MS / 3 });
          await spend(store, 'r1', 5, 24 * HOUR_MS);
          for (const wrongMs of [-behindMs, 0, behindMs]) {
            store = await restart(store, wrongMs);
            assert.deepEqual([await store.get('memory:chat'), (await store.level('b')).spent], ['hello', 5]);
            clock.advance(60_000);
          }
          clock.advance(HOUR_MS / 3);
          assert.equal(await store.get('memory:chat'), undefined);
        });
      }

      it('reads what a version without a mark of the time has written', async () => {
        const database = openLmdb(directory);
        const nowMs = clock.wallMs();
        await database.write([['f', '1'], ['va', `${nowMs + 1_000} 1`], ['cb', JSON.stringify({ spent: 5, atMs: nowMs - 500, rate: 0, keepMs: 1_000 })]]);
        await database.close();
        const store = open();
        assert.deepEqual([await store.get('a'), (await store.level('b')).spent], [1, 5]);
        clock.advance(500);
        assert.deepEqual([await store.get('a'), (await store.level('b')).spent], [1, 0]);
        clock.advance(500);
        assert.equal(await store.get('a'), undefined);
      });
    });

    it('forgets on disk what it forgot in memory', async () => {
      const before = open();
      await spend(before, 'r1', 5, 1_000);
      clock.advance(100_000);
      await before.level('b');
      await before.put('a', 1, { ttlMs: 10 });
      clock.advance(10);
      for (let write = 0; write < 16; write++) await before.put('bcd'.charAt(write % 3), 1);
      await before.close();
      const database = openLmdb(directory);
      assert.deepEqual([...database.range('', '\u{10ffff}')].map(({ key }) => key), ['f', 'm', 'vb', 'vc', 'vd', 'ventry:r1']);
      await database.close();
    });
  });

  it('clears old ledger entries away while new ones come, so that its files do not grow for ever', async () => {
    const store = open();
    const enter = async (first: number, count: number): Promise<void> => {
      for (let n = first; n < first + count; n += 1) await store.settle({ id: `r${n}`, actuals: [], entry: { key: `entry:${String(n).padStart(6, '0')}`, value: n, keepMs: 1_000 } });
    };
    await enter(0, 1_000);
    clock.advance(1_000);
    await enter(1_000, 1_000);
    await store.close();
    const database = openLmdb(directory);
    const left = [...database.range('ventry:', 'ventry;')].length;
    await database.close();
    assert.ok(left >= 1_000 && left < 1_100, `${left} are left`);
  });

  describe('where it cannot have its directory', () => {
    const worksInMemory = async (store: Store, why: RegExp) => {
      assert.match(store.trouble() ?? '', why);
      assert.deepEqual(troubles.at(-1), store.trouble());
      await spend(store, 'r1', 5);
      await store.flush();
      assert.deepEqual(await store.level('b'), { spent: 5, held: 0 });
    };

    it('works in memory when LMDB is missing, and says what to install', async () => {
      const store = open({ open: () => {
        throw new LmdbMissing("Cannot find module 'lmdb'");
      } });
      await worksInMemory(store, /LMDB did not load .*memory only.*npm install lmdb/);
      assert.equal(existsSync(join(directory, 'process.lock')), false);
    });

    it('works in memory beside another one, and says how to get out of it', async () => {
      await spend(open(), 'r0', 1);
      await worksInMemory(open(), /Another Node-RED \(process \d+\) uses .*own user directory.*delete .*process\.lock/);
    });

    it('takes it as soon as the other one lets go, with all that is there', async () => {
      const before = open();
      await spend(before, 'r1', 40);
      await before.admit({ id: 'r2', ttlMs: 60_000, options: [[{ key: 'b', limit: 100, amount: 5 }]] });
      const after = open();
      const heard: unknown[] = [];
      after.subscribe('t', (message) => heard.push(message));
      await after.admit({ id: 'r3', ttlMs: 60_000, options: [[{ key: 'b', limit: 100, amount: 7 }]] });
      assert.deepEqual(await after.level('b'), { spent: 0, held: 7 });
      clock.advance(5_000);
      assert.deepEqual(await after.level('b'), { spent: 0, held: 7 }, 'it is still taken');
      await spend(before, 'r2', 2);
      await before.close();
      clock.advance(10_000);
      assert.equal(after.trouble(), undefined);
      assert.deepEqual(troubles.map((trouble) => trouble !== undefined), [true, false]);
      await spend(after, 'r3', 8);
      assert.deepEqual(await after.level('b'), { spent: 50, held: 0 });
      after.publish('t', 'still there');
      assert.deepEqual(heard, ['still there']);
      await after.close();
      assert.deepEqual(await open().level('b'), { spent: 50, held: 0 });
    });

    it('looks no more once it is closed', async () => {
      const before = open();
      const after = open();
      await after.close();
      await before.close();
      clock.advance(120_000);
      assert.equal(existsSync(join(directory, 'process.lock')), false);
    });

    it('says so where something else is in the way by then', async () => {
      const before = open();
      const after = open({ open: () => { throw new LmdbMissing('gone'); } });
      await before.close();
      clock.advance(2_000);
      await worksInMemory(after, /LMDB did not load/);
    });

    it('is refused by the store of another process', () => {
      open();
      const script = `const { durableStore } = require(${JSON.stringify(require.resolve('../../src/store/durable'))});
        const { systemClock } = require(${JSON.stringify(require.resolve('../../src/clock'))});
        process.stdout.write(durableStore({ clock: systemClock, directory: ${JSON.stringify(directory)} }).trouble() ?? 'well');`;
      const { stdout } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
      assert.match(stdout, new RegExp(`Another Node-RED \\(process ${process.pid}\\) uses`));
    });

    it('works in memory when the directory is none', async () => {
      directory = join(directory, 'file');
      writeFileSync(directory, '');
      await worksInMemory(open(), /did not open .*See that Node-RED may write there/);
    });

    it('leaves alone what a newer version wrote', async () => {
      const database = openLmdb(directory);
      await database.write([['f', '2']]);
      await database.close();
      await worksInMemory(open(), /format 2, of a newer version/);
    });
  });

  describe('on a full disk', () => {
    it('works on, says so, and saves all once there is room', async () => {
      const database = scriptedDatabase();
      const store = open({ open: () => database });
      await spend(store, 'r1', 5);
      await store.flush();
      database.failure = new Error('No space left on device: Attempting to write page');
      await spend(store, 'r2', 5);
      await assert.rejects(store.flush(), /No space/);
      assert.match(store.trouble() ?? '', /cannot be saved in .* \(No space left on device\)/);
      assert.deepEqual(await store.level('b'), { spent: 10, held: 0 });
      assert.equal((await store.scan('entry:')).length, 2);
      database.failure = undefined;
      await clock.advanceAsync(60_000);
      assert.equal(store.trouble(), undefined);
      assert.equal(troubles.length, 2);
      await store.close();
      const after = open({ open: () => database });
      assert.deepEqual(await after.level('b'), { spent: 10, held: 0 });
      assert.equal((await after.scan('entry:')).length, 2);
    });

    it('gives up old entries and answers rather than grow for ever, but no money and no conversation', async () => {
      const database = scriptedDatabase();
      const store = open({ open: () => database });
      database.failure = new Error('full');
      await store.settle({ id: 'first', actuals: [{ key: 'b', amount: 5 }] });
      await store.put('memory:chat', ['hello']);
      await store.sum([{ key: 'sum:a', amount: 1 }]);
      await store.put('cache:old', 1);
      await assert.rejects(store.flush(), /full/);
      for (let number = 0; number < 60_000; number++) await store.settle({ id: `r${number}`, actuals: [], entry: { key: `entry:${String(number).padStart(6, '0')}`, value: 1 } });
      database.failure = undefined;
      await store.close();
      const after = open({ open: () => database });
      assert.deepEqual(await after.level('b'), { spent: 5, held: 0 });
      assert.deepEqual([await after.get('memory:chat'), await after.get('sum:a'), await after.get('cache:old')], [['hello'], 1, undefined]);
      assert.deepEqual((await after.scan('entry:', { limit: 1, reverse: true })).map(({ key }) => key), ['entry:059999']);
      assert.notEqual(await after.get('entry:000000'), 1);
    });

    it('closes all the same, and says what is lost', async () => {
      const database = scriptedDatabase();
      const store = open({ open: () => database });
      database.failure = new Error('full');
      await spend(store, 'r1', 5);
      await store.close();
      assert.match(store.trouble() ?? '', /not saved .* \(full\) and are lost/);
      assert.equal(clock.pending(), 0);
    });
  });

  it('stops writing where another one has taken its directory over', async () => {
    const store = open();
    await spend(store, 'r1', 5);
    await store.flush();
    writeFileSync(join(directory, 'process.lock'), '{"pid":1,"began":"elsewhere"}');
    clock.advance(5_000);
    await spend(store, 'r2', 5);
    await assert.rejects(store.flush(), /another Node-RED took it over/);
    assert.match(store.trouble() ?? '', /another Node-RED took it over/);
  });
});

import assert from 'node:assert/strict';
import { stream } from '../../src/dice';
import { WriteBehind } from '../../src/store/write-behind';
import { scriptedDatabase, type ScriptedDatabase } from '../kit/scripted-database';
import { virtualClock, type VirtualClock } from '../kit/virtual-clock';

describe('write-behind', () => {
  let clock: VirtualClock;
  let database: ScriptedDatabase;
  let disk: WriteBehind;
  let states: string[];
  beforeEach(() => {
    clock = virtualClock();
    database = scriptedDatabase();
    states = [];
    disk = new WriteBehind(database, {
      clock,
      mayLose: (key) => key.startsWith('lose'),
      onState: (refused) => states.push(refused ? `${refused.error.message}, ${refused.lost} lost` : 'well'),
    });
  });

  it('writes what changed in one turn as one batch, each key once', async () => {
    disk.set('a', '1');
    disk.set('b', '1');
    disk.set('a', '2');
    disk.set('b', undefined);
    assert.equal(disk.get('a'), '2');
    assert.equal(disk.get('b'), undefined);
    assert.equal(database.get('a'), undefined);
    await disk.flush();
    assert.deepEqual(database.batches, [[['a', '2'], ['b', undefined]]]);
  });

  it('gathers what changes during a write into the next, and shows the newest meanwhile', async () => {
    let open!: () => void;
    database.gate = new Promise((resolve) => (open = resolve));
    disk.set('a', '1');
    await Promise.resolve();
    disk.set('a', '2');
    disk.set('b', '2');
    assert.equal(disk.get('a'), '2');
    open();
    database.gate = undefined;
    await disk.flush();
    assert.deepEqual(database.batches, [[['a', '1']], [['a', '2'], ['b', '2']]]);
    assert.equal(disk.get('a'), '2');
  });

  it('flushes what was there before, however much follows', async () => {
    disk.set('k0', 'x');
    let flushed = false;
    const done = disk.flush().then(() => (flushed = true));
    for (let i = 1; !flushed; i += 1) {
      disk.set(`k${i}`, 'x');
      await Promise.resolve();
      assert.ok(i < 100, 'the flush waits for ever');
    }
    await done;
    assert.equal(database.get('k0'), 'x');
  });

  it('walks disk and pending changes as one, over random changes', async () => {
    const random = stream(3);
    const plain = new Map<string, string>();
    const some = () => String(Math.floor(random() * 40));
    for (let i = 0; i < 2_000; i += 1) {
      const key = some();
      const text = random() < 0.4 ? undefined : String(i);
      disk.set(key, text);
      if (text === undefined) plain.delete(key);
      else plain.set(key, text);
      if (random() < 0.1) await disk.flush();
      else if (random() < 0.3) await Promise.resolve();
      const [from, to] = [some(), some()];
      const want = [...plain].filter(([k]) => k >= from && k < to).sort(([one], [other]) => (one < other ? -1 : 1));
      assert.deepEqual([...disk.range(from, to)], want);
      assert.deepEqual([...disk.range(from, to, true)], want.reverse());
      assert.equal(disk.get(key), plain.get(key));
    }
  });

  describe('when the disk refuses', () => {
    beforeEach(() => {
      database.failure = new Error('full');
    });

    it('keeps all in memory, says so, and writes it in one batch when the disk takes it again', async () => {
      disk.set('a', '1');
      await assert.rejects(disk.flush(), /full/);
      disk.set('a', '2');
      disk.set('b', '1');
      assert.equal(disk.get('a'), '2');
      await clock.advanceAsync(1_000);
      database.failure = undefined;
      await clock.advanceAsync(1_999);
      assert.equal(database.batches.length, 0);
      await clock.advanceAsync(1);
      assert.deepEqual(database.batches, [[['a', '2'], ['b', '1']]]);
      assert.deepEqual(states, ['full, 0 lost', 'full, 0 lost', 'well']);
      assert.equal(clock.pending(), 0);
    });

    it('tries less and less often, but at least each minute', async () => {
      disk.set('a', '1');
      await clock.advanceAsync(0);
      await clock.advanceAsync(3_600_000);
      assert.ok(states.length > 60 && states.length < 70, `${states.length} tries in an hour`);
    });

    it('tries at once when it is asked to flush', async () => {
      disk.set('a', '1');
      await assert.rejects(disk.flush(), /full/);
      database.failure = undefined;
      await disk.flush();
      assert.equal(database.get('a'), '1');
      assert.equal(clock.pending(), 0);
    });

    it('lets nobody wait in vain who asks in the very turn in which it refuses', async () => {
      disk = new WriteBehind(database, { clock, mayLose: () => false, onState: () => {
        if (states.push('refused') === 1) void Promise.resolve().then(() => disk.flush()).catch(() => states.push('told'));
      } });
      disk.set('a', '1');
      await clock.advanceAsync(0);
      assert.deepEqual(states, ['refused', 'refused', 'told']);
    });

    it('gives up the oldest of what may be lost rather than grow without end', async () => {
      disk.set('keep', '1');
      await assert.rejects(disk.flush(), /full/);
      for (let i = 0; i < 120_000; i += 1) disk.set(`lose${String(i).padStart(6, '0')}`, '1');
      assert.equal(disk.get('keep'), '1');
      assert.equal(disk.get('lose000000'), undefined);
      assert.equal(disk.get('lose119999'), '1');
      database.failure = undefined;
      await disk.flush();
      assert.ok(database.batches[0]!.length <= 100_000);
      assert.equal(database.get('keep'), '1');
    });
  });
});

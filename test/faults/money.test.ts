import assert from 'node:assert/strict';
import { createCore } from '../../src/core';
import { seededDice, stream } from '../../src/dice';
import { listEntries, type Entry } from '../../src/ledger/entry';
import { durableStore } from '../../src/store/durable';
import { memoryStore } from '../../src/store/memory';
import type { Store } from '../../src/store/store';
import { Client, world, type World } from '../sim/world';
import { times } from '../kit/long-run';
import { scriptedNet } from '../kit/scripted-net';
import { temporaryDirectory } from '../kit/temporary-directory';
import { chatOf, finish } from '../kit/test-core';
import { virtualClock, type VirtualClock } from '../kit/virtual-clock';

const budgetKey = 'budget:sim:everyone:day:2026-11-24';
/** Longer than any hold: the longest total deadline of a run here, and half a minute. */
const untilHoldsExpireMs = 60_000;

interface Faults { store: Store; lost: number; doubled: number; crashed: boolean }

/**
 * A store to which bad things happen: some settles come twice, and, as when a process dies between a call and its settling, some
 * never come. From `crash` on none comes at all.
 */
function unlucky(store: Store, random: () => number): Faults {
  const loses = random() < 0.5;
  const faults: Faults = {
    lost: 0, doubled: 0, crashed: false,
    store: {
      ...store,
      admit: (admission) => store.admit(admission), level: (key, rate) => store.level(key, rate), trouble: () => store.trouble(),
      settle(settlement) {
        if (faults.crashed || loses && random() < 0.1) { faults.lost++; return false; }
        const settled = store.settle(settlement);
        if (random() < 0.3) {
          faults.doubled++;
          assert.equal(store.settle({ ...settlement, actuals: settlement.actuals.map((actual) => ({ ...actual, amount: actual.amount * 2 })) }), false, 'settled twice');
        }
        return settled;
      },
    },
  };
  return faults;
}

async function live(here: World, seed: number, clock: VirtualClock, store: Store): Promise<Faults> {
  const random = stream(seed + 77);
  const faults = unlucky(store, random);
  const net = scriptedNet(clock, (body, index) => here.script(String(body.model), index));
  const core = createCore({ clock, dice: seededDice(seed), net, store: faults.store });
  core.configure({ providers: here.providers });
  const clients = here.people.map((person) => new Client(person, (ms, fn) => { clock.after(ms, fn); }));
  const runs: Promise<unknown>[] = [];
  here.people.forEach((person, index) => {
    clock.after(person.atMs, () => {
      const run = core.run(chatOf(person.text), person.plan, person.options);
      run.pipe(clients[index] as Client);
      runs.push(run.done);
      if (person.cancelAfterMs !== undefined) clock.after(person.cancelAfterMs, () => run.cancel('left'));
    });
  });
  await clock.advanceAsync(2_000);
  // A quarter of the worlds end in their midst.
  if (random() < 0.25) faults.crashed = true;
  await clock.advanceAsync(3_000);
  await finish(clock, Promise.all(runs));
  return faults;
}

async function check(store: Store, here: World, seed: number): Promise<void> {
  const level = await store.level(budgetKey);
  assert.equal(level.held, 0, `seed ${seed}: ${level.held} is held for ever`);
  const entries = await listEntries(store);
  const charged = entries.filter(({ budgets }: Entry) => budgets?.includes(budgetKey));
  assert.equal(level.spent, charged.reduce((sum, { costMicros }) => sum + (costMicros ?? 0), 0), `seed ${seed}: the total is not the sum of the entries`);
  assert.equal(new Set(entries.map(({ run, attempt }) => `${run}:${attempt}`)).size, entries.length, `seed ${seed}: an entry is there twice`);
  for (const name of here.providers.map((one) => one.name)) assert.equal((await store.level(`slots:${name}`)).held, 0, `seed ${seed}: a slot of ${name} is held for ever`);
}

for (const [kind, histories] of [['in memory', times(100, 2_000)], ['on disk', times(25, 500)]] as const) {
  describe(`money over ${histories} random histories, ${kind}: aborts, time-outs, doubled settles, crashes`, function () {
    this.timeout(times(60_000, 1_200_000));
    it('holds nothing in the end, and the total is the sum of the entries', async () => {
      let lost = 0;
      let doubled = 0;
      for (let seed = 1; seed <= histories; seed++) {
        const clock = virtualClock();
        const here = world(seed);
        const directory = kind === 'on disk' ? temporaryDirectory() : undefined;
        const open = (): Store => (directory === undefined ? memoryStore({ clock }) : durableStore({ clock, directory }));
        let store = open();
        const faults = await live(here, seed, clock, store);
        lost += faults.lost;
        doubled += faults.doubled;
        // Only what was lost may wait for its hold to expire.
        if (faults.lost === 0) await check(store, here, seed);
        await clock.advanceAsync(untilHoldsExpireMs);
        await check(store, here, seed);
        if (directory !== undefined) {
          await store.close();
          store = open();
          assert.equal(store.trouble(), undefined);
          await check(store, here, seed);
        }
        await store.close();
      }
      assert.ok(lost > histories / 5 && doubled > histories / 2, `only ${lost} settles lost and ${doubled} doubled`);
    });
  });
}

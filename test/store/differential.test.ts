import assert from 'node:assert/strict';
import { stream } from '../../src/dice';
import { durableStore } from '../../src/store/durable';
import { memoryStore } from '../../src/store/memory';
import type { Store } from '../../src/store/store';
import { temporaryDirectory } from '../kit/temporary-directory';
import { virtualClock } from '../kit/virtual-clock';

const STEPS = 3_000;
const SEEDS = Number(process.env.SEEDS ?? 3);
type Call = (store: Store) => unknown;

/** Draws calls of every verb; the same numbers draw the same calls. */
function callsFrom(random: () => number): () => Call {
  const upTo = (n: number) => Math.floor(random() * n);
  const oneOf = <T>(...choices: T[]) => choices[upTo(choices.length)]!;
  const some = <T>(make: () => T) => Array.from({ length: upTo(4) }, make);
  const key = (kind: string) => kind + oneOf('a', 'b', 'é', '😀', '\ue000');
  const id = () => `r${upTo(300)}`;
  const guard = () => ({
    key: key('g'), limit: 50 + upTo(100), amount: upTo(40), rate: oneOf(undefined, 0, 0.01),
    keepMs: oneOf(undefined, 5_000), lowerTo: oneOf(undefined, upTo(10)),
  });
  const verbs: (() => Call)[] = [
    () => {
      const admission = { id: id(), ttlMs: 1 + upTo(3_000), options: some(() => some(guard)) };
      return (store) => store.admit(admission);
    },
    () => {
      const [run, actuals] = [id(), some(guard)];
      const settlement = { id: run, actuals, entry: oneOf({ key: `entry:${run}`, value: actuals }, undefined) };
      return (store) => store.settle(settlement);
    },
    () => {
      const [name, rate] = [key('g'), oneOf(undefined, 0.02)];
      return (store) => store.level(name, rate);
    },
    () => {
      const how = { ttlMs: oneOf(undefined, upTo(2_000)), ifAbsent: random() < 0.3, ifHolds: oneOf(undefined, upTo(4)) };
      const [name, value] = [key('v'), upTo(4)];
      return (store) => store.put(name, value, how);
    },
    () => {
      const [name, away] = [key('v'), random() < 0.5];
      return (store) => (away ? store.remove(name) : store.get(name));
    },
    () => {
      const deltas = some(() => ({ key: key('s'), amount: upTo(20) - 10 }));
      return (store) => store.sum(deltas);
    },
    () => {
      const how = { from: oneOf(undefined, key('v')), to: oneOf(undefined, key('v')), limit: 1 + upTo(20), reverse: random() < 0.5 };
      const prefix = oneOf('', 'v', 'entry:', 'entry:r1');
      return (store) => store.scan(prefix, how);
    },
  ];
  return () => oneOf(...verbs)();
}

describe('the durable store does as the one in memory', () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    it(`over ${STEPS} random steps, opened again and again (seed ${seed})`, async () => {
      const random = stream(seed);
      const draw = callsFrom(random);
      const clock = virtualClock();
      const directory = temporaryDirectory();
      const memory = memoryStore({ clock });
      let durable = durableStore({ clock, directory });
      for (let step = 0; step < STEPS; step += 1) {
        const call = draw();
        assert.deepEqual(await call(durable), await call(memory), `step ${step}`);
        if (random() < 0.2) clock.advance(Math.floor(random() * 1_500));
        if (random() < 0.02) await durable.flush();
        if (random() > 0.005) continue;
        // Holds end with the process, so in memory they must have ended too.
        clock.advance(3_001);
        await durable.close();
        durable = durableStore({ clock, directory });
        assert.equal(durable.trouble(), undefined);
      }
      assert.deepEqual(await durable.scan('', { limit: 1e9 }), await memory.scan('', { limit: 1e9 }));
      await durable.close();
    }).timeout(60_000);
  }
});

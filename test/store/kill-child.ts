/**
 * Started by the kill test: charges runs as fast as it can and prints the number of each once it is safe on disk.
 * Arguments: directory, first number.
 */
import { systemClock } from '../../src/clock';
import { durableStore } from '../../src/store/durable';

const [, , directory, first] = process.argv;
const store = durableStore({ clock: systemClock, directory: directory! });
if (store.trouble()) throw new Error(store.trouble());

let next = Number(first);
function charge(): void {
  const numbers = Array.from({ length: 1 + (next % 7) }, () => next++);
  for (const number of numbers) {
    const amount = 1 + (number % 100);
    void store.admit({ id: `r${number}`, ttlMs: 60_000, options: [[{ key: 'b', limit: 1e12, amount: 200 }]] });
    void store.settle({
      id: `r${number}`,
      actuals: [{ key: 'b', amount }],
      entry: { key: `entry:${String(number).padStart(9, '0')}`, value: { number, amount } },
    });
    void store.sum([{ key: 'sum:runs', amount: 1 }]);
  }
  void store.flush().then(() => process.stdout.write(`${numbers.join('\n')}\n`));
  setImmediate(charge);
}
charge();

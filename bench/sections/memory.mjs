import { setTimeout as pause } from 'node:timers/promises';
import { failuresIn, warmUp, withTargets } from '../lab.mjs';
import { whole } from '../load/questions.mjs';
import { tenths, whole as number } from '../report/numbers.mjs';
import { bar, table } from '../report/table.mjs';
import { behindEndpoint, wholeChain } from '../targets/flows.mjs';
import { nodeRed } from '../targets/targets.mjs';

const megabyte = 1024 * 1024;

/** Memory after so many requests, garbage collected: it must not grow with them. */
export async function memory(lab, { requests, steps, rate, warm }) {
  await lab.pace({ tokens: 20, everyMs: 0 });
  const makers = [
    (upstream) => nodeRed(upstream, 'endpoint -> router -> ask -> reply', behindEndpoint),
    (upstream) => nodeRed(upstream, 'with memory, cache, guard', wholeChain, { headers: { 'x-session-id': 'session-{{n%50}}' } }),
  ];
  const parts = [];
  const bars = [];
  for (const make of makers) {
    await withTargets(lab, [make], async ([target]) => {
      await warmUp(lab, target, whole(target), warm);
      const readings = [await reading(target, 0)];
      for (let step = 1; step <= steps; step++) {
        const record = await lab.measure(target, 'open', { request: whole(target), rate, seconds: requests / steps / rate });
        readings.push({ ...await reading(target, step * requests / steps), failures: failuresIn(record) });
      }
      parts.push(`### ${target.name}\n\n${tableOf(readings)}`);
      // What was settled is remembered for three and a half minutes, so that nothing is charged twice: only then can it be flat.
      const last = readings.at(-1);
      const before = readings.at(-2);
      bars.push(bar(`${target.name}: heap growth per request from ${number(before.requests)} to ${number(last.requests)}`, (last.heap - before.heap) / (last.requests - before.requests), 16, ' bytes'));
    });
  }
  return { title: 'Memory', text: parts.join('\n\n'), bars };
}

async function reading({ child }, requests) {
  await pause(1_500);
  const { heapUsed, external, rss } = await child.ask('memory');
  return { requests, heap: heapUsed, external, rss };
}

const tableOf = (readings) => table(['requests', 'heap MB', 'external MB', 'resident MB', 'failed'], readings.map(({ requests, heap, external, rss, failures = '-' }) => (
  [number(requests), tenths(heap / megabyte), tenths(external / megabyte), tenths(rss / megabyte), failures])));

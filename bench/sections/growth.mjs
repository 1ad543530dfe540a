import { failed, interleaved, overRoundsAdded, warmUp, withTargets } from '../lab.mjs';
import { ofHistory, ofSize, whole } from '../load/questions.mjs';
import { median, tenths, whole as number } from '../report/numbers.mjs';
import { bar, table } from '../report/table.mjs';
import { behindEndpoint, manyModels, manyRules } from '../targets/flows.mjs';
import { direct, nodeRed, plainProxy } from '../targets/targets.mjs';

/** What each kind of size costs: added to a direct call with the same body. */
export async function growth(lab, { rounds, warm, sizes, histories, rules, models, ...how }) {
  await lab.pace({ tokens: 20, everyMs: 0 });
  const ours = (upstream) => nodeRed(upstream, 'ours', behindEndpoint);
  const size = await withTargets(lab, [direct, plainProxy, ours], async (targets) => {
    for (const target of targets) await warmUp(lab, target, whole(target), warm);
    const bySize = await each(sizes, (bytes) => compare(lab, targets, rounds, (target) => ofSize(target, bytes), how));
    const byHistory = await each(histories, (messages) => compare(lab, targets, rounds, (target) => ofHistory(target, messages), how));
    return { bySize, byHistory, pauses: await pauses(lab, targets[2], sizes) };
  });
  const byRules = await configured(lab, rules, manyRules, { rounds, warm, ...how });
  const byModels = await configured(lab, models, manyModels, { rounds, warm, ...how });
  return {
    title: 'Growth',
    text: [
      `### Size of the question\n\n${tableOf('bytes', sizes, size.bySize, size.pauses)}`,
      `### Length of the conversation (messages of 200 letters)\n\n${tableOf('messages', histories, size.byHistory)}`,
      `### Rules of a router, of which the last one holds\n\n${tableOf('rules', rules, byRules)}`,
      `### Models to choose the cheapest from\n\n${tableOf('models', models, byModels)}`,
    ].join('\n\n'),
    bars: [bar(`the longest pause of the event loop for a body of ${number(sizes.at(-1))} bytes`, size.pauses.at(-1), 20, ' ms')],
  };
}

async function each(list, work) {
  const results = [];
  for (const one of list) results.push(await work(one));
  return results;
}

/** Added to a direct call, by the plain proxy where there is one, and by ours. */
async function compare(lab, targets, rounds, requestOf, how) {
  const records = await interleaved(targets, rounds, (target) => lab.measure(target, 'open', { request: requestOf(target), ...how }));
  for (const record of records) if (failed(record) > 0) throw new Error(`${record.target.name}: ${JSON.stringify(record.failures)}`);
  const [base, ...others] = records;
  const ours = others.at(-1);
  const p50 = ({ all }) => median(all);
  return { added: overRoundsAdded(ours, base, p50), cpu: ours.cpuMicros, proxy: others.length > 1 ? overRoundsAdded(others[0], base, p50) : undefined };
}

/** The median of the longest pauses of single requests, each alone: one that a busy machine made longer does not count. */
async function pauses(lab, target, sizes) {
  return each(sizes, async (bytes) => {
    const longest = [];
    for (let turn = 0; turn < 15; turn++) {
      await target.child.ask('watchPauses');
      await lab.measure(target, 'closed', { request: ofSize(target, bytes), count: 1, atOnce: 1 });
      longest.push(await target.child.ask('longestPauseMs'));
    }
    return median(longest);
  });
}

async function configured(lab, counts, flowOf, { rounds, warm, ...how }) {
  return each(counts, (count) => withTargets(lab, [direct, (upstream) => nodeRed(upstream, `ours with ${count}`, flowOf(count))], async (targets) => {
    const request = (target) => whole(target, { model: target.child ? 'auto' : 'gpt-bench' });
    for (const target of targets) await warmUp(lab, target, request(target), warm);
    return compare(lab, targets, rounds, request, how);
  }));
}

function tableOf(what, counts, results, pausesMs) {
  const heads = [what, 'added p50 µs', 'CPU µs', ...(results[0].proxy === undefined ? [] : ['plain proxy adds p50 µs']), ...(pausesMs ? ['longest pause ms'] : [])];
  return table(heads, results.map(({ added, cpu, proxy }, index) => [
    number(counts[index]), number(added), number(cpu), ...(proxy === undefined ? [] : [number(proxy)]), ...(pausesMs ? [tenths(pausesMs[index])] : []),
  ]));
}

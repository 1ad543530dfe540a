import { failuresIn, interleaved, overRounds, overRoundsAdded, warmUp, withTargets } from '../lab.mjs';
import { whole } from '../load/questions.mjs';
import { median, quantile, ratio, whole as number } from '../report/numbers.mjs';
import { bar, table } from '../report/table.mjs';
import { all as makers } from '../targets/targets.mjs';

/** Whole answers at a constant rate: what each target adds to a direct call, and what it costs. */
export async function latency(lab, { leadSeconds, rates, warm }) {
  await lab.pace({ tokens: 20, everyMs: 0 });
  return withTargets(lab, makers, async (targets) => {
    for (const target of targets) await warmUp(lab, target, whole(target), warm);
    const parts = [];
    const bars = [];
    for (const [each, { rounds, seconds }] of Object.entries(rates)) {
      const rate = Number(each);
      const records = await interleaved(targets, rounds, (target) => lab.measure(target, 'open', { request: whole(target), rate, seconds, leadSeconds }));
      const rows = addedTo(records);
      parts.push(`### ${rate} requests a second\n\n${tableOf(rows)}`);
      if (rate !== 200) continue;
      parts.push(`### What each layer costs, at 200 requests a second\n\n${layersOf(rows)}`);
      bars.push(...barsOf(rows));
    }
    return { title: 'Whole answers', text: parts.join('\n\n'), bars };
  });
}

const p50 = ({ all }) => median(all);
const p99 = ({ all }) => quantile(all, 0.99);

function addedTo(records) {
  const base = records[0];
  return records.map((record) => ({
    name: record.target.name, p50: overRoundsAdded(record, base, p50), p99: overRoundsAdded(record, base, p99),
    cpu: record.cpuMicros, failed: failuresIn(record), direct: record === base ? { p50: overRounds(base, p50), p99: overRounds(base, p99) } : undefined,
  }));
}

function tableOf(rows) {
  const portkey = rows.find(({ name }) => name.startsWith('Portkey'));
  return table(['target', 'added p50 µs', 'added p99 µs', 'CPU µs', 'p50 : Portkey', 'p99 : Portkey', 'CPU : Portkey', 'failed'], rows.map((row) => {
    if (row.direct) return [`direct (p50 ${number(row.direct.p50)} µs, p99 ${number(row.direct.p99)} µs)`, '0', '0', '-', '-', '-', '-', row.failed];
    return [row.name, number(row.p50), number(row.p99), number(row.cpu), ...['p50', 'p99', 'cpu'].map((what) => ratio(row[what] / portkey?.[what])), row.failed];
  }));
}

/** The layers as differences between targets. */
function layersOf(rows) {
  const find = (start) => rows.find(({ name }) => name.startsWith(start));
  const base = find('ours: endpoint');
  const nothing = { p50: 0, p99: 0, cpu: 0 };
  const layers = [
    ['any hop through Node.js: the plain proxy', find('plain'), nothing],
    ['Node-RED\'s own doors: http in and http response, no call', find('http in -> http response'), nothing],
    ['Node-RED with four nodes that only pass on, over the proxy', find('four nodes'), find('plain')],
    ['all of ours, over those', base, find('four nodes')],
    ['http in in place of our endpoint', find('ours: http in'), base],
    ['memory, cache and guard', find('ours: with'), base],
    ['Node.js 24 in place of 20', find('ours on Node.js 24'), base],
    ['Node-RED 5 (on Node.js 24) in place of 4.1', find('ours on Node-RED 5: endpoint'), base],
  ];
  return table(['layer', 'p50 µs', 'p99 µs', 'CPU µs'], layers.filter(([, row]) => row).map(([name, row, under]) => (
    [name, ...['p50', 'p99', 'cpu'].map((what) => number(row[what] - under[what]))])));
}

function barsOf(rows) {
  const find = (start) => rows.find(({ name }) => name.startsWith(start));
  const [portkey, ours, httpIn] = [find('Portkey'), find('ours: endpoint'), find('ours: http in')];
  if (!portkey || !ours || !httpIn) return [];
  return [
    bar('endpoint, 200/s: added p50 : Portkey', ours.p50 / portkey.p50, 0.45),
    bar('endpoint, 200/s: added p99 : Portkey', ours.p99 / portkey.p99, 0.3),
    bar('endpoint, 200/s: CPU a request : Portkey', ours.cpu / portkey.cpu, 0.45),
    bar('http in, 200/s: added p50 : Portkey', httpIn.p50 / portkey.p50, 0.75),
  ];
}

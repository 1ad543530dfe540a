import { failed, interleaved, warmUp, withTargets } from '../lab.mjs';
import { whole } from '../load/questions.mjs';
import { median, quantile, ratio, whole as number } from '../report/numbers.mjs';
import { bar, table } from '../report/table.mjs';
import { failover as failoverFlow } from '../targets/flows.mjs';
import { nodeRed, portkey } from '../targets/targets.mjs';

/** What it adds when the first answer is a failure and the second one is good, over the same target without a failure. */
export async function failover(lab, { rounds, warm, rate, seconds }) {
  await lab.pace({ tokens: 20, everyMs: 0 });
  const cases = Math.ceil(rounds * rate * seconds) + warm + 10;
  const parts = [];
  const bars = [];
  for (const status of [429, 500]) {
    const makers = [
      (upstream) => portkey(upstream, fallback(upstream, status)),
      (upstream) => nodeRed(upstream, 'ours', failoverFlow(status, cases)),
    ];
    const { text, ours, theirs } = await withTargets(lab, makers, (targets) => compare(lab, targets, { rounds, warm, rate, seconds }));
    parts.push(`### The first answer is a ${status}\n\n${text}`);
    if (status === 429) bars.push(bar('failover on a 429 without a hint adds : Portkey', ours / theirs, 0.3));
  }
  return { title: 'Failover', text: parts.join('\n\n'), bars };
}

/** `{{n}}` picks what of ours has not failed yet; Portkey's targets remember nothing. */
const failing = (target) => (target.name === 'ours' ? whole(target, { model: 'case-{{n}}' }) : whole(target));

const fallback = (upstream, status) => ({
  strategy: { mode: 'fallback', on_status_codes: [status] },
  targets: [{ provider: 'openai', api_key: 'none', custom_host: `${upstream}/${status}/v1` }, { provider: 'openai', api_key: 'none', custom_host: `${upstream}/v1` }],
});

async function compare(lab, targets, { rounds, warm, rate, seconds }) {
  const straight = new Map(targets.map((target) => [target, target.name === 'ours' ? target : { ...target, headers: passing(target.headers) }]));
  for (const target of targets) await warmUp(lab, target, whole(straight.get(target)), warm);
  const good = await interleaved(targets, rounds, (target) => lab.measure(target, 'open', { request: whole(straight.get(target)), rate, seconds }));
  await lab.measure(targets[0], 'renumber', {});
  const bad = await interleaved(targets, rounds, (target) => lab.measure(target, 'open', { request: failing(target), rate, seconds }));
  const rows = targets.map((target, index) => ({
    name: target.name, good: median(good[index].all), p50: median(bad[index].all) - median(good[index].all),
    p99: quantile(bad[index].all, 0.99) - quantile(good[index].all, 0.99), failed: failed(bad[index]),
  }));
  const [theirs, ours] = rows;
  return {
    text: table(['target', 'without a failure p50 µs', 'the failure adds p50 µs', 'p99 µs', 'p50 : Portkey', 'failed'], rows.map((row) => (
      [row.name, number(row.good), number(row.p50), number(row.p99), ratio(row.p50 / theirs.p50), number(row.failed)]))),
    ours: ours.p50, theirs: theirs.p50,
  };
}

/** Portkey's headers with only the good target. */
function passing(headers) {
  const { targets } = JSON.parse(headers['x-portkey-config']);
  return { ...headers, 'x-portkey-config': JSON.stringify(targets[1]) };
}

import { failuresIn, interleaved, overRounds, overRoundsAdded, warmUp, withTargets } from '../lab.mjs';
import { whole } from '../load/questions.mjs';
import { median, quantile, ratio, whole as number } from '../report/numbers.mjs';
import { bar, table } from '../report/table.mjs';
import { failover as failoverFlow, leastFailover } from '../targets/flows.mjs';
import { direct, nodeRed, portkey } from '../targets/targets.mjs';

/** What it adds when the first answer is a failure and the second one is good, over the same target while nothing fails. */
export async function failover(lab, { rounds, warm, rate, seconds }) {
  await lab.pace({ tokens: 20, everyMs: 0 });
  const parts = [];
  const bars = [];
  for (const status of [429, 500]) {
    const makers = [
      (upstream) => portkey(upstream, fallback(upstream, status)),
      // In each stretch every model fails once; until the next one it has been used again, and is forgiven.
      (upstream) => nodeRed(upstream, 'ours', failoverFlow(status, rate * seconds)),
      (upstream) => nodeRed(upstream, 'four nodes that only pass on, and ask elsewhere', leastFailover(status)),
      direct,
    ];
    const { text, ours, theirs } = await withTargets(lab, makers, (targets) => compare(lab, targets, { rounds: rounds[status], warm, rate, seconds }));
    parts.push(`### The first answer is a ${status}\n\n${text}`);
    if (status === 429) bars.push(bar('failover on a 429 without a hint adds : Portkey', ours / theirs, 0.3));
  }
  return { title: 'Failover', text: parts.join('\n\n'), bars };
}

const fallback = (upstream, status) => ({
  strategy: { mode: 'fallback', on_status_codes: [status] },
  targets: [{ provider: 'openai', api_key: 'none', custom_host: `${upstream}/${status}/v1` }, { provider: 'openai', api_key: 'none', custom_host: `${upstream}/v1` }],
});

async function compare(lab, targets, { rounds, warm, rate, seconds }) {
  const request = (target) => (target.name === 'ours' ? whole(target, { model: `case-{{n%${rate * seconds}}}` }) : whole(target));
  const stretch = async (target, failing) => {
    await lab.failing(failing);
    return lab.measure(target, 'open', { request: request(target), rate, seconds, leadSeconds: failing ? 0 : seconds });
  };
  await lab.failing(false);
  for (const target of targets) await warmUp(lab, target, request(target), warm);
  // Failures are new code to the engine as well.
  for (const target of targets) for (let turn = 0; turn < 2; turn++) { await stretch(target, true); await stretch(target, false); }
  const good = new Map(targets.map((target) => [target, []]));
  const bad = await interleaved(targets, rounds, async (target) => {
    good.get(target).push(await stretch(target, false));
    return stretch(target, true);
  });
  const rows = bad.map((record) => row(record, { rounds: good.get(record.target) }));
  const [theirs, ours, least, bare] = rows;
  const gateways = table(['target', 'without a failure p50 µs', 'the failure adds p50 µs', 'p99 µs', 'p50 : Portkey', 'failed'], [theirs, ours, least].map((one) => (
    [one.name, number(one.good), number(one.p50), number(one.p99), ratio(one.p50 / theirs.p50), one.failed])));
  return {
    text: `${gateways}\n\nA direct call takes ${number(bare.good)} µs at this rate (${ratio(bare.good / theirs.p50)} of what a failure adds to Portkey): about what one more call takes, whoever makes it.`,
    ours: ours.p50, theirs: theirs.p50,
  };
}

const p50 = ({ all }) => median(all);
const p99 = ({ all }) => quantile(all, 0.99);
const row = (bad, good) => ({
  name: bad.target.name, good: overRounds(good, p50), p50: overRoundsAdded(bad, good, p50), p99: overRoundsAdded(bad, good, p99), failed: failuresIn(bad),
});

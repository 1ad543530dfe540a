import { failed, failuresIn, interleaved, overRounds, overRoundsAdded, warmUp, withTargets } from '../lab.mjs';
import { streamed, whole } from '../load/questions.mjs';
import { median, quantile, ratio, tenths, whole as number } from '../report/numbers.mjs';
import { bar, table } from '../report/table.mjs';
import { streaming as makers } from '../targets/targets.mjs';

const everyMs = 50;
const first50 = ({ firsts }) => median(firsts);
const first99 = ({ firsts }) => quantile(firsts, 0.99);

/** Streams of 20 words a second: the time to the first word, and how late each word comes when many streams are open at once. */
export async function streaming(lab, { rounds, warm, atOnce, seconds, first }) {
  await lab.pace({ tokens: 20, everyMs: 0 });
  return withTargets(lab, makers, async (targets) => {
    for (const target of targets) await warmUp(lab, target, whole(target), warm);
    const firsts = await firstWords(lab, targets, rounds, first);
    const parts = [`### Time to the first word, ${first.rate} streams begun a second\n\n${firsts.text}`];
    const bars = [...firsts.bars];
    for (const [count, turns] of Object.entries(atOnce).map(([key, value]) => [Number(key), value])) {
      const many = await manyAtOnce(lab, targets, count, turns, seconds);
      parts.push(`### ${number(count)} streams at once\n\n${many.text}`);
      bars.push(...many.bars);
    }
    return { title: 'Streams', text: parts.join('\n\n'), bars };
  });
}

async function firstWords(lab, targets, rounds, { rate, ...seconds }) {
  await lab.pace({ tokens: 10, everyMs });
  const records = await interleaved(targets, rounds, (target) => lab.measure(target, 'open', { request: streamed(target), rate, ...seconds }));
  const [direct] = records;
  const rows = records.map((record) => ({ name: record.target.name, p50: overRoundsAdded(record, direct, first50), p99: overRoundsAdded(record, direct, first99), failures: failuresIn(record) }));
  const portkey = rows.find(({ name }) => name.startsWith('Portkey'));
  const ours = rows.find(({ name }) => name.startsWith('ours: endpoint'));
  return {
    text: table(['target', 'added p50 µs', 'added p99 µs', 'p50 : Portkey', 'failed'], rows.map((row, index) => (
      [index === 0 ? `direct (p50 ${number(overRounds(direct, first50))} µs, p99 ${number(overRounds(direct, first99))} µs)` : row.name, number(row.p50), number(row.p99), index === 0 ? '-' : ratio(row.p50 / portkey?.p50), row.failures]))),
    bars: portkey && ours ? [bar('endpoint: added time to the first word : Portkey', ours.p50 / portkey.p50, 0.1)] : [],
  };
}

async function manyAtOnce(lab, targets, count, rounds, seconds) {
  const rampSeconds = Math.max(2, count / 100);
  await lab.pace({ tokens: Math.round((rampSeconds + seconds) * 1000 / everyMs), everyMs });
  const records = await interleaved(targets, rounds, (target) => (
    lab.measure(target, 'open', { request: streamed(target), rate: count / rampSeconds, seconds: rampSeconds, wordsAfterSeconds: rampSeconds })));
  const rows = records.map((record) => ({
    name: record.target.name, first50: overRounds(record, first50) / 1000, first99: overRounds(record, first99) / 1000,
    delay50: overRounds(record, ({ delays }) => median(delays)) / 1000, delay99: overRounds(record, ({ delays }) => quantile(delays, 0.99)) / 1000,
    cpu: record.cpuMicros / Math.round((rampSeconds + seconds) * 1000 / everyMs), failures: failuresIn(record), failed: failed(record),
  }));
  const ours = rows.find(({ name }) => name.startsWith('ours: endpoint'));
  const bars = [];
  if (ours && count === 500) bars.push(bar('endpoint, 500 streams: p99 delay of a word', ours.delay99, 25, ' ms'));
  if (ours && count === 1_000) bars.push(bar('endpoint, 1,000 streams: failed', ours.failed, 0));
  return {
    text: table(['target', 'first word p50 ms', 'p99 ms', 'word delay p50 ms', 'p99 ms', 'CPU µs a word', 'failed'], rows.map((row) => (
      [row.name, tenths(row.first50), tenths(row.first99), tenths(row.delay50), tenths(row.delay99), number(row.cpu), row.failures]))),
    bars,
  };
}

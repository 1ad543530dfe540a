import { createRequire } from 'node:module';
import path from 'node:path';
import { quantile, tenths, whole as number } from '../report/numbers.mjs';
import { bar, table } from '../report/table.mjs';
import { ours } from '../targets/targets.mjs';

const load = createRequire(path.join(ours, 'dist', 'x.js'));
const { decide } = load('./src/decide/decide.js');
const { candidateTable } = load('./src/decide/table.js');
const { blankView } = load('./src/decide/view.js');

const tags = ['small', 'large', 'eu', 'us', 'cheap', 'vision', 'code', 'fast'];
const candidate = (index) => ({
  key: `Provider ${index % 10}/model-${index}`, provider: `Provider ${index % 10}`, origin: `https://p${index % 10}.example`,
  model: {
    name: `model-${index}`, window: 128_000, maxOutput: 16_384, price: { input: 250_000 + index * 1_000, output: 2_000_000 + index * 1_000 }, starter: index < 10,
    can: { tools: true, images: true, audio: false, files: true, json: 'schema', reasoning: false, prefill: false }, tags: [tags[index % 8], tags[(index * 3) % 8]],
  },
});

/** So many `use` wishes, each naming a tag: what routers leave on a message whose every rule held. */
const wishes = (count) => Array.from({ length: count }, (_, index) => (
  { do: 'use', node: `router-${index}`, use: [{ name: tags[index % 8] }, { name: 'Provider 1/*' }], by: 'cheapest', rule: `rule ${index}` }));

function question(candidates, wished, by) {
  const all = Array.from({ length: candidates }, (_, index) => candidate(index));
  const view = blankView(candidates);
  view.firstTokenMs.forEach((_, index) => { view.firstTokenMs[index] = 300 + index; });
  return {
    table: candidateTable(all), view, plan: wishes(wished), models: [], by, budgets: [], tried: [], seed: 42,
    request: { tokens: { low: 150, estimate: 230, high: 400 }, answerTokens: 400, needs: { tools: false, images: false, audio: false, files: false, json: 'none' } },
  };
}

/** The decision alone, in this process: no I/O, no Node-RED. */
export async function decisions(_lab, { turns }) {
  const cases = [[10, 0], [100, 0], [100, 10], [100, 100], [100, 1_000], [1_000, 0], [1_000, 1_000]];
  const rows = cases.map(([candidates, rules]) => {
    const micros = timed(question(candidates, rules, 'cheapest'), Math.max(200, Math.round(turns * 100 / candidates / Math.max(1, rules / 10))));
    return { candidates, rules, p50: quantile(micros, 0.5), p99: quantile(micros, 0.99) };
  });
  const bench = rows.find(({ candidates, rules }) => candidates === 100 && rules === 1_000);
  return {
    title: 'Deciding',
    text: table(['candidates', 'wishes', 'p50 µs', 'p99 µs'], rows.map(({ candidates, rules, p50, p99 }) => [number(candidates), number(rules), tenths(p50), tenths(p99)])),
    bars: [bar('a decision over 100 candidates x 1,000 wishes', bench.p50, 50, ' µs')],
  };
}

function timed(asked, turns) {
  const micros = new Float64Array(turns);
  for (let turn = -Math.ceil(turns / 2); turn < turns; turn++) {
    const begin = process.hrtime.bigint();
    decide(asked);
    if (turn >= 0) micros[turn] = Number(process.hrtime.bigint() - begin) / 1000;
  }
  return micros;
}

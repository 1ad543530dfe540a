import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { quantile, tenths, whole as number } from '../report/numbers.mjs';
import { bar, table } from '../report/table.mjs';
import { ours } from '../targets/targets.mjs';

/** The parts of the built package that decide. */
function parts() {
  const load = createRequire(path.join(ours, 'dist', 'bench.js'));
  return { ...load('./src/decide/decide.js'), ...load('./src/decide/table.js'), ...load('./src/decide/view.js') };
}

const tags = ['small', 'large', 'eu', 'us', 'cheap', 'vision', 'code', 'fast'];
const candidate = (index) => ({
  key: `Provider ${index % 10}/model-${index}`, provider: `Provider ${index % 10}`, origin: `https://p${index % 10}.example`,
  model: {
    name: `model-${index}`, window: 128_000, maxOutput: 16_384, price: { input: 250_000 + index * 1_000, output: 2_000_000 + index * 1_000 }, starter: true,
    can: { tools: true, images: true, audio: false, files: true, json: 'schema', reasoning: false, prefill: false }, tags: [tags[index % 8], tags[(index * 3) % 8]],
  },
});

/** So many wishes, as routers leave them on a message: each names tags, the last one asks for the cheapest of all. `must`: nobody may overrule them. */
const wishes = (count, must) => Array.from({ length: count }, (_, index) => ({
  do: 'use', node: `router-${index}`, use: index === count - 1 ? [] : [{ name: tags[index % 8] }, { name: tags[(index + 3) % 8] }], by: 'cheapest', rule: `rule ${index}`,
  ...(must && index < count - 1 && { must: true, use: [{ name: 'Provider 1/*' }, { name: 'Provider 2/*' }, { name: tags[2] }] }),
}));

function question({ candidateTable, blankView }, { candidates, rules, must = false }) {
  const view = blankView(candidates);
  view.firstTokenMs.forEach((_, index) => { view.firstTokenMs[index] = 300 + index; });
  return {
    table: candidateTable(Array.from({ length: candidates }, (_, index) => candidate(index))), view, plan: wishes(rules, must),
    models: [], by: 'cheapest', budgets: [], tried: [], seed: 42,
    request: { tokens: { low: 150, estimate: 230, high: 400 }, answerTokens: 400, needs: { tools: false, images: false, audio: false, files: false, json: 'none' } },
  };
}

const cases = [
  { candidates: 10, rules: 1 }, { candidates: 100, rules: 1 }, { candidates: 1_000, rules: 1 },
  { candidates: 100, rules: 10 }, { candidates: 100, rules: 100 }, { candidates: 100, rules: 1_000 }, { candidates: 1_000, rules: 1_000 },
  // A message may carry 200 wishes; more are refused.
  { candidates: 100, rules: 20, must: true }, { candidates: 100, rules: 200, must: true },
];

/** The decision alone, in this process: no I/O, no Node-RED. */
export async function decisions(_lab, { turns }) {
  const core = parts();
  const rows = cases.map((one) => {
    const micros = timed(core.decide, question(core, one), turns);
    return { ...one, p50: quantile(micros, 0.5), p99: quantile(micros, 0.99) };
  });
  const bench = rows.find(({ candidates, rules }) => candidates === 100 && rules === 1_000);
  return {
    title: 'Deciding',
    text: table(['candidates', 'rules', 'of them "must"', 'p50 µs', 'p99 µs'], rows.map(({ candidates, rules, must, p50, p99 }) => [number(candidates), number(rules), must ? number(rules - 1) : '0', tenths(p50), tenths(p99)])),
    bars: [bar('a decision over 100 candidates x 1,000 rules, p50', bench.p50, 50, ' µs')],
  };
}

function timed(decide, asked, turns) {
  const micros = new Float64Array(turns);
  for (let turn = -Math.ceil(turns / 2); turn < turns; turn++) {
    const begin = process.hrtime.bigint();
    decide(asked);
    if (turn >= 0) micros[turn] = Number(process.hrtime.bigint() - begin) / 1000;
  }
  return micros;
}

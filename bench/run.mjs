#!/usr/bin/env node
// npm run bench [-- --quick] [-- --only latency,streams] : measures, prints Markdown tables, and ends with 1 where a bar is missed.
import { existsSync } from 'node:fs';
import { cpus, totalmem, loadavg } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { pinned } from './child/start.mjs';
import { openLab } from './lab.mjs';
import { bars as barTable } from './report/table.mjs';
import { decisions } from './sections/decision.mjs';
import { failover } from './sections/failover.mjs';
import { growth } from './sections/growth.mjs';
import { latency } from './sections/latency.mjs';
import { memory } from './sections/memory.mjs';
import { streaming } from './sections/streams.mjs';
import { ours, versions } from './targets/targets.mjs';
import { plans } from './plans.mjs';

const sections = { decision: decisions, latency, streams: streaming, failover, growth, memory };

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });
const plan = values.quick ? plans.quick : plans.whole;
const wanted = values.only?.split(',') ?? Object.keys(sections);
const unknown = wanted.find((name) => !(name in sections));

if (unknown) fail(`There is no section '${unknown}'. There are: ${Object.keys(sections).join(', ')}.`);
if (!existsSync(path.join(ours, 'dist', 'nodes', 'ask.js'))) fail('dist is missing: run npm run build first.');
if (!versions().portkey) fail('The benchmark has packages of its own: run npm ci --prefix bench first.');

const begin = performance.now();
console.log(`${machine()}\n`);
const lab = await openLab();
const bars = [];
try {
  for (const name of wanted) {
    const result = await sections[name](lab, plan[name]);
    console.log(`## ${result.title}\n\n${result.text}\n`);
    bars.push(...result.bars);
  }
} finally {
  await lab.close();
}
if (bars.length > 0) console.log(`## Bars\n\n${barTable(bars)}\n`);
console.log(`Took ${Math.round((performance.now() - begin) / 60_000)} minutes. Load at the end: ${loadavg()[0].toFixed(1)}.`);
process.exitCode = bars.every(({ holds }) => holds) ? 0 : 1;

function machine() {
  const { nodeRed4, nodeRed5, portkey } = versions();
  return [
    `${cpus().length} cores of ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB; Node.js ${process.version}; Node-RED ${nodeRed4}`
      + `${nodeRed5 ? ` and ${nodeRed5}` : ''}; Portkey gateway ${portkey}.`,
    pinned ? 'Upstream and load generator share core 0; what is measured has core 1.' : 'Nothing is kept to a core: taskset is missing, or there is one core only.',
    `Load before the run: ${loadavg()[0].toFixed(1)}${loadavg()[0] > 0.5 ? ', so others use this machine, and the figures are noisy' : ''}.`,
  ].join('\n');
}

function fail(why) {
  console.error(why);
  process.exit(2);
}

#!/usr/bin/env node
// npm run bench [-- --quick] [--only latency,streams] [--write]: measures, prints Markdown tables, and ends with 1 where a bar is missed.
// --write puts the tables into docs/performance.md.
import { existsSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { pinned } from './child/start.mjs';
import { openLab } from './lab.mjs';
import { plans } from './plans.mjs';
import { writeInto } from './report/document.mjs';
import { bars as barTable } from './report/table.mjs';
import { decisions } from './sections/decision.mjs';
import { failover } from './sections/failover.mjs';
import { growth } from './sections/growth.mjs';
import { latency } from './sections/latency.mjs';
import { memory } from './sections/memory.mjs';
import { opening } from './sections/store.mjs';
import { streaming } from './sections/streams.mjs';
import { ours, versions } from './targets/targets.mjs';

const sections = { decision: decisions, store: opening, latency, streams: streaming, failover, growth, memory };
const documentFile = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'docs', 'performance.md');

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, write: { type: 'boolean', default: false }, only: { type: 'string' } } });
const wanted = values.only?.split(',') ?? Object.keys(sections);
const problem = whatIsMissing();
if (problem) console.error(problem);
process.exitCode = problem ? 2 : await run();

function whatIsMissing() {
  const unknown = wanted.find((name) => !(name in sections));
  if (unknown) return `There is no section '${unknown}'. There are: ${Object.keys(sections).join(', ')}.`;
  if (!existsSync(path.join(ours, 'dist', 'nodes', 'ask.js'))) return 'dist is missing: run npm run build first.';
  return versions().portkey ? undefined : 'The benchmark has packages of its own: run npm install --prefix bench first.';
}

async function run() {
  const begin = performance.now();
  const lines = [];
  const say = (text) => { console.log(`${text}\n`); lines.push(text); };
  say(machine());
  const bars = [];
  const lab = await openLab();
  try {
    for (const name of wanted) {
      const result = await sections[name](lab, plans[values.quick ? 'quick' : 'whole'][name]);
      say(`## ${result.title}\n\n${result.text}`);
      bars.push(...result.bars);
    }
  } finally {
    await lab.close();
  }
  if (bars.length > 0) say(`## Bars\n\n${barTable(bars)}`);
  say(`${values.quick ? 'A quick run' : 'A whole run'} of ${Math.round((performance.now() - begin) / 60_000)} minutes. Load average at its end: ${loadavg()[0].toFixed(1)}.`);
  if (values.write) writeInto(documentFile, lines.join('\n\n'));
  return bars.every(({ holds }) => holds) ? 0 : 1;
}

function machine() {
  const { nodeRed4, nodeRed5, portkey } = versions();
  const load = loadavg()[0];
  return [
    `- ${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores of ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}`,
    `- Node.js ${process.version}; Node-RED ${nodeRed4}${nodeRed5 ? ` and ${nodeRed5} (on its own Node.js)` : ''}; Portkey gateway ${portkey}`,
    `- ${pinned ? 'Upstream and load generator share core 0; what is measured has core 1.' : 'Nothing is kept to a core: taskset is missing, or there is one core only.'}`,
    `- Load average before the run: ${load.toFixed(1)}${load > 0.5 ? '. **Others used this machine: times are much too long, tails most of all; only ratios within a table say something.**' : ''}`,
  ].join('\n');
}

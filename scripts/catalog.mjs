// Makes src/outbound/catalog/models.json from two published price and capability tables:
//   node scripts/catalog.mjs          makes it anew, and lists where the two disagree
//   node scripts/catalog.mjs --check  says how old it is
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { root } from './paths.mjs';
import { differences, rowsOf } from './catalog/rows.mjs';
import { readSources } from './catalog/sources.mjs';

const file = path.join(root, 'src/outbound/catalog/models.json');
const oldDays = 60;

async function check() {
  const { date, sources } = JSON.parse(await readFile(file, 'utf8'));
  const days = Math.floor((Date.now() - Date.parse(date)) / 86_400_000);
  console.log(`The catalogue was made on ${date}, ${days} days ago, from ${sources.map(({ name, version, published }) => `${name} ${version} of ${published}`).join(' and ')}.`);
  if (days > oldDays) console.log(`WARNING: it is older than ${oldDays} days. Set newer versions in scripts/catalog/sources.mjs and run "npm run catalog".`);
}

async function make() {
  const date = new Date().toISOString().slice(0, 10);
  const { sources, prices, abilities } = await readSources();
  const rows = rowsOf(prices, abilities, date);
  const lines = rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n');
  await writeFile(file, `{\n  "date": ${JSON.stringify(date)},\n  "sources": ${JSON.stringify(sources)},\n  "rows": [\n${lines}\n  ]\n}\n`);
  for (const line of differences()) console.log(line);
  console.log(`${rows.length} models written.`);
}

await (process.argv.includes('--check') ? check() : make());

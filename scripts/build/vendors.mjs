// Bundles the third-party pieces that src/vendor and nodes/vendor re-export, and collects their licence texts.
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from '../paths.mjs';

async function filesOf(folder) {
  const where = path.join(root, folder);
  if (!existsSync(where)) return [];
  return (await readdir(where)).filter((name) => /\.ts$/.test(name) && !name.endsWith('.d.ts')).map((name) => `${folder}/${name}`);
}

/** "node_modules/a/node_modules/@b/c/lib/x.js" -> "node_modules/a/node_modules/@b/c". */
function packageFolder(input) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
}

async function licenceOf(folder) {
  const where = path.join(root, folder);
  const about = JSON.parse(await readFile(path.join(where, 'package.json'), 'utf8'));
  const texts = (await readdir(where)).filter((name) => /^(licen[cs]e|notice|copying)/i.test(name)).sort();
  if (texts.length === 0) throw new Error(`${about.name} is bundled but ships no licence text. Leave it out of src/vendor, or make it a dependency.`);
  const bodies = await Promise.all(texts.map((name) => readFile(path.join(where, name), 'utf8')));
  return `${about.name} ${about.version} (${about.license})\n\n${bodies.map((text) => text.trim()).join('\n\n')}\n`;
}

/** Replaces tsc's output of the vendor files by bundles, and writes THIRD-PARTY.txt. */
export async function bundleVendors(out) {
  const entryPoints = [...await filesOf('src/vendor'), ...await filesOf('nodes/vendor')];
  const { dependencies, optionalDependencies } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const bundled = entryPoints.length === 0 ? { metafile: { inputs: {} } } : await build({
    absWorkingDir: root, entryPoints, outbase: root, outdir: out, bundle: true, metafile: true,
    platform: 'node', target: 'node20', format: 'cjs', charset: 'utf8', legalComments: 'none', logLevel: 'silent',
    external: Object.keys({ ...dependencies, ...optionalDependencies }),
  });
  const folders = new Set(Object.keys(bundled.metafile.inputs).map(packageFolder).filter(Boolean));
  const licences = await Promise.all([...folders].sort().map(licenceOf));
  const rule = `\n${'-'.repeat(80)}\n\n`;
  await writeFile(path.join(out, 'THIRD-PARTY.txt'), ['Parts of these packages are inside the files of the vendor folders.\n', ...licences].join(rule));
}

// Sources -> the package in dist/:
//   src/**, nodes/**           tsc, file by file, CommonJS with types (never one bundle a node: all nodes share one core)
//   src/vendor, nodes/vendor   esbuild, so that what is third-party and small costs the user no package; licences in THIRD-PARTY.txt
//   nodes/<n>/editor.*, help.md, locale.json, icons/   what Node-RED's editor loads, flat beside dist/nodes/<n>.js
// Everything is made in a new folder that takes dist's place at the end: a failed build leaves the old one untouched.
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { buildNodePages } from './build/pages.mjs';
import { bundleVendors } from './build/vendors.mjs';
import { root } from './paths.mjs';

const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');

async function compile(...options) {
  try {
    await promisify(execFile)(process.execPath, [tsc, ...options], { cwd: root, maxBuffer: 1e8 });
  } catch (error) {
    throw new Error(`TypeScript found errors:\n${error.stdout || error.message}`, { cause: error });
  }
}

/** Files of the chat page other than its TypeScript are served as they are. */
async function copyChatPage(out) {
  const from = path.join(root, 'nodes', 'endpoint', 'chat-page');
  await cp(from, path.join(out, 'nodes', 'endpoint', 'chat-page'), { recursive: true, filter: (file) => !file.endsWith('.ts') });
}

/** Node-RED finds icons only in a folder beside a declared file. */
async function copyIcons(out) {
  const icons = (await readdir(path.join(root, 'icons'))).filter((name) => name.endsWith('.svg'));
  await mkdir(path.join(out, 'nodes', 'icons'), { recursive: true });
  await Promise.all(icons.map((name) => cp(path.join(root, 'icons', name), path.join(out, 'nodes', 'icons', name))));
}

/** Types are for those who use the core as a library; nobody imports a node. */
async function dropNodeTypes(out) {
  const nodes = path.join(out, 'nodes');
  const types = (await readdir(nodes, { recursive: true })).filter((name) => name.endsWith('.d.ts'));
  await Promise.all(types.map((name) => rm(path.join(nodes, name))));
}

async function takeThePlaceOf(dist, made) {
  await rm(dist, { recursive: true, force: true });
  await rename(made, dist);
}

async function build() {
  const out = path.join(root, `.build-dist-${process.pid}`);
  try {
    await Promise.all([
      compile('-p', 'tsconfig.json', '--outDir', out, '--sourceMap', 'false'),
      compile('-p', 'nodes/kit/editor/tsconfig.json'),
    ]);
    await Promise.all([bundleVendors(out), buildNodePages(out), copyChatPage(out), copyIcons(out), dropNodeTypes(out)]);
    await takeThePlaceOf(path.join(root, 'dist'), out);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

const begin = performance.now();
try {
  await build();
  console.log(`Built dist in ${((performance.now() - begin) / 1000).toFixed(1)} s.`);
} catch (error) {
  console.error(`Build failed. ${error.message}`);
  process.exitCode = 1;
}

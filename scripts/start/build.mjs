import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { Problem } from './problem.mjs';

const sources = ['src', 'nodes', 'icons', 'scripts/build', 'scripts/build.mjs', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** Builds where a source is newer than what was built. Says what it did. */
export async function buildIfStale(root) {
  if (!isStale(root)) return { detail: 'nothing has changed' };
  try {
    await promisify(execFile)(process.execPath, [path.join(root, 'scripts', 'build.mjs')], { cwd: root, maxBuffer: 1e8 });
  } catch (error) {
    throw new Problem(`The build failed.\n${`${error.stdout ?? ''}${error.stderr ?? error.message}`.trim()}`);
  }
  return { detail: 'made anew' };
}

/** A folder counts as well: its time tells of files that were deleted. */
export function isStale(root) {
  const { nodes } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))['node-red'];
  const oldestBuilt = Math.min(...Object.values(nodes).map((file) => timeOf(path.join(root, file)) ?? 0));
  return sources.some((source) => newest(path.join(root, source)) > oldestBuilt);
}

function newest(where) {
  const own = timeOf(where);
  if (own === undefined) return 0;
  if (!statSync(where).isDirectory()) return own;
  return readdirSync(where).reduce((time, name) => Math.max(time, newest(path.join(where, name))), own);
}

const timeOf = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs;

// Installs what a folder's package.json names, only where something is missing or older than its lock file says.
// `npm install`, not `npm ci`: the lock may leave out packages of other platforms.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { root } from './paths.mjs';

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** The packages of `folder` that are not there, or not in the locked version. */
function missing(folder) {
  const wanted = readJson(path.join(folder, 'package.json'));
  const lockFile = path.join(folder, 'package-lock.json');
  const locked = existsSync(lockFile) ? readJson(lockFile).packages ?? {} : {};
  return Object.keys({ ...wanted.dependencies, ...wanted.devDependencies }).filter((name) => {
    const installed = path.join(folder, 'node_modules', name, 'package.json');
    if (!existsSync(installed)) return true;
    const version = locked[`node_modules/${name}`]?.version;
    return version !== undefined && readJson(installed).version !== version;
  });
}

/** Makes the packages of a folder (relative to the project) ready. Throws with what is missing and what to run. */
export function install(folder = '.') {
  const where = path.join(root, folder);
  if (!existsSync(path.join(where, 'package.json'))) return;
  const absent = missing(where);
  if (absent.length === 0) return;
  console.log(`Installing ${absent.length} package(s) in ${folder === '.' ? 'the project' : folder} ...`);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  try {
    execFileSync(npm, ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: where, stdio: 'inherit', shell: process.platform === 'win32' });
  } catch {
    throw new Error(`Could not install the packages of ${folder}. Run "npm install --no-audit --no-fund" there to see why.`);
  }
  const still = missing(where);
  if (still.length > 0) throw new Error(`${folder}: still missing after the install: ${still.join(', ')}. Delete its node_modules and run again.`);
}

if (process.argv[1] === import.meta.filename) for (const folder of process.argv.slice(2)) install(folder);

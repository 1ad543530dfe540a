// npm test: installs what is missing, builds, lints, and runs all tests.
// More arguments go to mocha: npm test -- --grep fallback
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { install } from './install.mjs';
import { root } from './paths.mjs';

const asked = process.argv.slice(2);
/** A run that takes longer has lost its way. */
const longestMs = 20 * 60_000;
const counts = path.join(root, '.build', 'counts.json');
const at = (...names) => path.join(root, ...names);
const onLinuxX64 = process.platform === 'linux' && process.arch === 'x64';

/** Node-RED 5 comes with the Node that it wants, in a package that exists for one platform. Elsewhere its tests are left out. */
function installNodeRed5() {
  if (!onLinuxX64) return false;
  try {
    install('test/node-red-5');
    return true;
  } catch (error) {
    if (process.env.CI === 'true') throw error;
    console.log(`Left out: the tests with Node-RED 5. ${error.message}`);
    return false;
  }
}

function run(file, ...options) {
  return spawnSync(process.execPath, [at(...file.split('/')), ...options], { cwd: root, stdio: 'inherit' }).status === 0;
}

/** Tests that start a whole Node-RED run with each version, which NODE_RED names; all others once, with the coverage of src measured. */
function mochaRuns(withNodeRed5) {
  const inNodeRed = '.build/test/{node-red,browser,install}/**/*.test.js';
  const runs = [{ title: 'Core and nodes', files: '.build/test/**/*.test.js', ignore: [inNodeRed], measured: asked.length === 0 }];
  if (!['node-red', 'browser', 'install'].some((folder) => existsSync(at('.build', 'test', folder)))) return runs;
  runs.push({ title: 'Node-RED 4.1', files: inNodeRed, ignore: [], nodeRed: at('node_modules', 'node-red') });
  if (withNodeRed5) {
    const folder = at('test', 'node-red-5', 'node_modules');
    runs.push({ title: 'Node-RED 5', files: inNodeRed, ignore: [], nodeRed: path.join(folder, 'node-red'), node: path.join(folder, '.bin', 'node') });
  }
  return runs;
}

/** Runs mocha and returns what its reporter has counted; a run that ends without a count has failed. */
function mocha({ title, files, ignore, measured, nodeRed, node = process.execPath }) {
  console.log(`\n${title}`);
  rmSync(counts, { force: true });
  const command = [at('node_modules', 'mocha', 'bin', 'mocha.js'), files, ...ignore.flatMap((glob) => ['--ignore', glob]),
    '--reporter', at('scripts', 'test', 'reporter.cjs'), '--reporter-option', `counts=${counts}`, ...asked];
  const coverage = [at('test', 'node_modules', 'c8', 'bin', 'c8.js'), '--include', 'src/**/*.ts', '--exclude-after-remap', '--all', '--src', 'src',
    '--reporter', 'text-summary', '--reporter', 'html', '--check-coverage', '--lines', '90', node];
  const result = spawnSync(node, [...(measured ? coverage : []), ...command], {
    cwd: root, stdio: 'inherit', timeout: longestMs, killSignal: 'SIGKILL',
    // No test may find a model server or a key of the machine that it runs on.
    env: { ...process.env, SWITCHYARD_DISCOVER: '0', ...(nodeRed && { NODE_RED: nodeRed }) },
  });
  const counted = existsSync(counts) ? JSON.parse(readFileSync(counts, 'utf8')) : { passed: 0, failed: 1, skipped: 0 };
  if (!existsSync(counts)) console.error(`"${title}" ended before its tests were counted.`);
  return { ...counted, ok: result.status === 0 };
}

function main() {
  for (const folder of ['.', 'test', 'tools']) install(folder);
  const withNodeRed5 = installNodeRed5();
  rmSync(at('.build'), { recursive: true, force: true });
  if (!run('scripts/build.mjs')) return false;
  execFileSync(process.execPath, [at('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'test/tsconfig.json'], { cwd: root, stdio: 'inherit' });
  const linted = asked.length > 0 || run('scripts/lint.mjs');
  const results = mochaRuns(withNodeRed5).map(mocha);
  const sum = (name) => results.reduce((total, result) => total + result[name], 0);
  if (!linted) console.error('\nThe lint found something: see above.');
  for (const { ok, failed } of results) if (!ok && failed === 0) console.error('\nAll tests passed, but the coverage of src is below 90 % of its lines, or a run ended badly: see above.');
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  return linted && results.every(({ ok }) => ok);
}

try {
  process.exitCode = main() ? 0 : 1;
} catch (error) {
  console.error(error.stdout ? `${error.message}\n${error.stdout}` : error.message);
  process.exitCode = 1;
}

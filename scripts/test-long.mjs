// npm run test:long: the faults with their full waits and with every setting as it comes out of the box, and ten times the random
// cases of npm test. Takes about a quarter of an hour. More arguments go to mocha: npm run test:long -- --grep S15
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { install } from './install.mjs';
import { root } from './paths.mjs';

const at = (...names) => path.join(root, ...names);
const suites = [
  '.build/test/node-red/faults/**/*.test.js', '.build/test/faults/**/*.test.js', '.build/test/security/**/*.test.js',
  '.build/test/store/kill.test.js', '.build/test/sim/**/*.test.js',
];
const numbers = { SWITCHYARD_LONG: '1', KILLS: '50', SEEDS: '10000', SWITCHYARD_DISCOVER: '0', NODE_RED: at('node_modules', 'node-red') };

function run(file, ...options) {
  return spawnSync(process.execPath, [at(...file.split('/')), ...options], { cwd: root, stdio: 'inherit', env: { ...process.env, ...numbers } }).status === 0;
}

for (const folder of ['.', 'test']) install(folder);
rmSync(at('.build'), { recursive: true, force: true });
const ok = run('scripts/build.mjs')
  && run('node_modules/typescript/bin/tsc', '-p', 'test/tsconfig.json')
  && run('node_modules/mocha/bin/mocha.js', ...suites, '--exit', ...process.argv.slice(2));
process.exitCode = ok ? 0 : 1;

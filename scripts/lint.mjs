// npm run lint: installs tools/ if missing, then oxlint with .oxlintrc.json, then the rules of scripts/lint/own-rules.mjs.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { install } from './install.mjs';
import { ownRules } from './lint/own-rules.mjs';
import { root } from './paths.mjs';

install('tools');
const bin = path.join(root, 'tools', 'node_modules', '.bin');
const windows = process.platform === 'win32';
// oxlint looks for its companion with type information on the path.
const searched = { [windows ? 'Path' : 'PATH']: [bin, process.env.PATH ?? process.env.Path ?? ''].join(path.delimiter) };
const oxlint = spawnSync(path.join(bin, windows ? 'oxlint.cmd' : 'oxlint'), ['--type-aware', ...process.argv.slice(2)], {
  cwd: root, stdio: 'inherit', shell: windows, env: { ...process.env, ...searched },
});
if (oxlint.error) console.error(`oxlint did not start: ${oxlint.error.message}. Delete tools/node_modules and run again.`);

const breaches = ownRules(root);
for (const { file, line, message } of breaches) console.error(`${file}:${line}: ${message}`);
if (breaches.length > 0) console.error(`${breaches.length} breach(es) of the project's own rules.`);
process.exitCode = oxlint.status === 0 && breaches.length === 0 ? 0 : 1;

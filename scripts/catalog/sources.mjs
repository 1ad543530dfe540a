// Brings the two tables here. They are read from the packed archives, never installed: one of them is made for another
// runtime, and would bring native binaries along.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

export const sources = [
  { name: '@pydantic/genai-prices', version: '0.1.8', published: '2026-09-23', licence: 'MIT' },
  { name: '@oh-my-pi/pi-catalog', version: '18.2.11', published: '2026-09-23', licence: 'MIT' },
];

/** `prices`: a list of providers with models and price rules. `abilities`: models by provider. */
export async function readSources() {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'catalog-'));
  try {
    const [pricesFolder, abilitiesFolder] = sources.map(({ name, version }) => unpack(folder, `${name}@${version}`));
    const prices = await createRequire(import.meta.url)(path.join(pricesFolder, 'dist/index.cjs')).waitForUpdate();
    const abilities = JSON.parse(await readFile(path.join(abilitiesFolder, 'src/models.json'), 'utf8'));
    return { sources, prices, abilities };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function unpack(folder, wanted) {
  const shell = process.platform === 'win32';
  const [{ filename }] = JSON.parse(execFileSync(shell ? 'npm.cmd' : 'npm', ['pack', '--json', '--ignore-scripts', wanted], { cwd: folder, shell, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  const target = path.join(folder, filename.replace(/\.tgz$/, ''));
  mkdirSync(target);
  execFileSync('tar', ['-xzf', path.join(folder, filename), '-C', target, '--strip-components=1']);
  return target;
}

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { temporaryDirectory } from '../kit/temporary-directory';

const cases = 18;

/** Which hidden classes V8 makes while so many requests are asked of each vendor: "property name" -> how often. */
async function classesMade(count: number): Promise<Map<string, number>> {
  const log = path.join(temporaryDirectory(), 'v8.log');
  const { NODE_V8_COVERAGE: _coverage, ...env } = process.env;
  execFileSync(process.execPath, ['--log-maps', '--no-logfile-per-isolate', `--logfile=${log}`, path.join(__dirname, '..', 'kit', 'many-requests.js'), String(count)], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const made = new Map<string, number>();
  for await (const line of createInterface({ input: createReadStream(log) })) {
    if (!line.startsWith('map,')) continue;
    const name = line.slice(line.lastIndexOf(',') + 1);
    made.set(name, (made.get(name) ?? 0) + 1);
  }
  return made;
}

describe('run: hidden classes', () => {
  // See docs/decisions/young-garbage.md: each costs 2 us, lives in the old space, and keeps its object from being collected young.
  it('are made for the first requests only, whatever vendor is asked and however it is answered', async function () {
    this.timeout(60_000);
    const [few, more] = await Promise.all([classesMade(150), classesMade(350)]);
    const grown = [...more].map(([name, count]) => ({ name, count: count - (few.get(name) ?? 0) })).filter(({ count }) => count > 0).sort((one, other) => other.count - one.count);
    const [most] = grown;
    assert.ok(!most || most.count < 100, `'${most?.name}' is added to an object behind a spread: ${most?.count} hidden classes in ${200 * cases} requests`);
  });
});

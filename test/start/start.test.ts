import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { tempFolder } from '../kit/temp-folder';
import { checkout } from '../kit/test-package';

/** Runs `npm start` where it must fail at once: before it installs, builds or writes anything. */
async function start(args: string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number; lines: string[] }> {
  const child = spawn(process.execPath, [join(checkout, 'scripts', 'start.mjs'), ...args], { env: { ...process.env, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { output += chunk; });
  const [code] = await once(child, 'close');
  return { code: code as number, lines: output.trim().split('\n') };
}

describe('npm start, where it cannot', () => {
  const folder = tempFolder();
  const write = (name: string, text: string) => {
    const file = join(folder(), name);
    writeFileSync(file, text);
    return file;
  };

  it('says in one line that the port is in use, and which to take', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { code, lines } = await start(['--flow', write('empty.json', '[]')], { PORT: String(port) });
    server.close();
    assert.equal(code, 1);
    assert.deepEqual(lines, [`Port ${port} of 127.0.0.1 is in use. Stop what runs there, or take another: npm start -- --port ${port + 1}`]);
  });

  it('says in one line what is wrong with a flow file', async () => {
    const missing = await start(['--flow', join(folder(), 'none.json')]);
    assert.deepEqual([missing.code, missing.lines.length], [1, 1]);
    assert.match(missing.lines[0]!, /none\.json cannot be read: there is no such file\.$/);
    assert.match((await start(['--flow', write('text.json', 'hello')])).lines[0]!, /text\.json is not JSON/);
    assert.match((await start(['--flow', write('other.json', '{"a":1}')])).lines[0]!, /other\.json is not a Node-RED flow/);
  });

  it('says in one line what is wrong with an argument', async () => {
    assert.deepEqual(await start(['--port', 'eighty']), { code: 1, lines: ["The port must be a number from 1 to 65535, not 'eighty'."] });
    const unknown = await start(['--flows', 'x']);
    assert.deepEqual([unknown.code, unknown.lines.length], [1, 1]);
    assert.match(unknown.lines[0]!, /--flows.*Usage: npm start -- \[--flow FILE\]/);
  });
});

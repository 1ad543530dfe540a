import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { importScript } from '../kit/practice-provider';
import { checkout } from '../kit/test-package';

interface Module { startPracticeProvider(env: NodeJS.ProcessEnv): Promise<{ child: ChildProcess; url: string }>; end(child: ChildProcess): Promise<void> }

describe('npm start, its children', () => {
  let module: Module;
  before(async () => { module = await importScript<Module>('start/children.mjs'); });

  it('starts the practice provider on a free port, and ends it', async () => {
    const { child, url } = await module.startPracticeProvider({ ...process.env, PORT: '1' });
    const { data } = (await (await fetch(`${url}/v1/models`)).json()) as { data: object[] };
    assert.ok(data.length > 3);
    await module.end(child);
    assert.equal(child.exitCode, 0);
    await assert.rejects(fetch(`${url}/v1/models`));
  });

  it('ends Node-RED in good order when the process that started it is gone', async () => {
    const program = "process.once('SIGTERM', () => { console.log('stopping'); process.exit(7); }); console.log('up'); setInterval(() => {}, 1000);";
    const child = spawn(process.execPath, ['--require', join(checkout, 'scripts', 'start', 'end-with-parent.cjs'), '-e', program], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    let output = '';
    child.stdout!.on('data', (chunk) => { output += chunk; });
    await once(child.stdout!, 'data');
    child.disconnect();
    const [[code]] = await Promise.all([once(child, 'exit'), once(child.stdout!, 'end')]);
    assert.deepEqual([code, output], [7, 'up\nstopping\n']);
  });
});

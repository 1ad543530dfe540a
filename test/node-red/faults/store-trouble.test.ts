import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { realNodeRed, type RealNodeRed } from '../../kit/real-node-red';
import { scriptedProvider, type ScriptedProvider } from '../../kit/scripted-provider';
import { temporaryDirectory } from '../../kit/temporary-directory';
import { providerNode } from '../door';
import { called, costs, node, withTakers } from '../flows/canvas';

interface Status { status: { text?: string; fill?: string; source: { id: string } } }

/** A disk of so many bytes; undefined where this machine lets nobody make one. */
function smallDisk(bytes: number): string | undefined {
  const directory = join(temporaryDirectory(), 'disk');
  mkdirSync(directory);
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', directory]).status === 0 ? directory : undefined;
}

/** Leaves no room at all. Returns what makes room again. */
function fill(disk: string): () => void {
  const file = join(disk, 'filler');
  const descriptor = openSync(file, 'w');
  try {
    for (let size = 1 << 20; size >= 512; size >>= 1) {
      try { for (;;) writeSync(descriptor, Buffer.alloc(size)); } catch { /* No room for one of this size. */ }
    }
  } finally { closeSync(descriptor); }
  assert.equal(statfsSync(disk).bavail, 0);
  return () => rmSync(file);
}

/** Another process that has its store there. */
async function processWithStore(directory: string): Promise<ChildProcess> {
  const load = (name: string): string => `require(${JSON.stringify(require.resolve(`../../../src/${name}`))})`;
  const script = `${load('store/durable')}.durableStore({ clock: ${load('clock')}.systemClock, directory: ${JSON.stringify(directory)} });
    process.stdout.write('open'); setInterval(() => undefined, 1e6);`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

describe('a store in trouble', function () {
  this.timeout(30_000);
  let red: RealNodeRed;
  let provider: ScriptedProvider;
  const flow = (): Record<string, unknown>[] => withTakers([
    providerNode(provider.address), node.guard('guard', [['ask'], ['over']], { budget: 'disk', limit: 5, onlyUpTo: '' }), node.ask('ask', [['out'], ['failed']], { maxAnswer: 10 }), node.statuses(),
  ]);

  beforeEach(async () => {
    provider = await scriptedProvider();
    provider.script(costs(1));
  });
  afterEach(() => provider.close());

  const ask = async (): Promise<void> => {
    const out = red.next('out');
    red.send('guard', { payload: 'Hi' });
    await out;
  };
  /** The guard's next status that the test waits for. */
  const shows = async (text: RegExp): Promise<Status['status']> => {
    const last = (): Status['status'] | undefined => (red.taken('status') as unknown as Status[]).map(({ status }) => status).filter(({ source }) => source.id === 'guard').at(-1);
    while (!text.test(last()?.text ?? '')) await red.next('status');
    return last() as Status['status'];
  };

  it('goes on in memory when its disk is full, says so in red, and saves all once there is room', async function () {
    const disk = smallDisk(8 << 20);
    if (!disk) return this.skip();
    try {
      red = await realNodeRed({ userDir: disk });
      await red.deploy(flow());
      await ask();
      await shows(/^\$1\.00 of/);
      const makeRoom = fill(disk);
      await ask();
      assert.deepEqual(await shows(/not saved/).then(({ fill: colour, text }) => ({ colour, text })), { colour: 'red', text: 'state is not saved: see the log' });
      assert.ok(red.log.some((line) => /State cannot be saved in .*switchyard \(No space left on device\).*See that the disk has room/.test(line)), red.log.join('\n'));
      await ask();
      makeRoom();
      assert.equal((await shows(/^\$3\.00 of/)).fill, 'green');
      assert.ok(red.log.some((line) => line.includes('state is saved again')));
      await red.close();
      red = await realNodeRed({ userDir: disk });
      await red.deploy(flow());
      await ask();
      await shows(/^\$4\.00 of/);
    } finally {
      await red.close();
      spawnSync('umount', ['-l', disk]);
    }
  });

  it('has its budgets on disk again when it was set to memory and back while an answer ran', async () => {
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => { goOn = resolve; });
    provider.script(async (call, number) => {
      if (number === 1) { call.text('x'); await held; }
      return costs(1)(call, number);
    });
    red = await realNodeRed();
    const { userDir } = red;
    const kept = (kind: string): Record<string, unknown>[] => [...flow(), { id: 'store', type: 'switchyard-store', kind }];
    try {
      await red.deploy(kept('embedded'));
      red.send('guard', { payload: 'Hi' });
      await called(provider);
      await red.deploy(kept('memory'));
      await ask();
      await red.deploy(kept('embedded'));
      const out = red.next('out');
      goOn();
      await out;
      await ask();
      await shows(/^\$2\.00 of/);
      assert.deepEqual(red.log.filter((line) => /another Node-RED|not saved/i.test(line)), []);
      await red.close();
      red = await realNodeRed({ userDir });
      await red.deploy(kept('embedded'));
      await ask();
      await shows(/^\$3\.00 of/);
    } finally {
      goOn();
      await red.close();
    }
  });

  it('goes on in memory beside another process, says whose the directory is, and shows it in red', async () => {
    const userDir = temporaryDirectory();
    const other = await processWithStore(join(userDir, 'switchyard'));
    red = await realNodeRed({ userDir });
    try {
      await red.deploy(flow());
      await ask();
      assert.equal((await shows(/not saved/)).fill, 'red');
      assert.ok(red.log.some((line) => line.includes(`Another Node-RED (process ${other.pid}) uses`)), red.log.join('\n'));
    } finally {
      other.kill();
      await red.close();
    }
  });
});

import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { importScript } from '../kit/practice-provider';
import { temporaryDirectory } from '../kit/temporary-directory';
import { checkout } from '../kit/test-package';

/** Where Node-RED is: by the variable NODE_RED, else the one that the project is developed with. It runs with the Node.js of the tests. */
const nodeRed = process.env.NODE_RED ?? join(checkout, 'node_modules', 'node-red');

export interface NodeRedProcess {
  /** Without a slash at its end. The editor is there. */
  readonly url: string;
  /** Deploys a flow and resolves when it has started. */
  deploy(flow: readonly object[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Node-RED as its users have it: a process of its own, with the package in the user directory. `models` is the address of the only
 * model server that it finds; nothing else of this machine's environment reaches it.
 */
export async function startNodeRed(models: string): Promise<NodeRedProcess> {
  const directory = await makeUserDirectory();
  const port = await freePort();
  const child = spawn(process.execPath, ['--require', join(checkout, 'scripts', 'start', 'end-with-parent.cjs'), join(nodeRed, 'red.js'), '--userDir', directory, '--port', String(port)], {
    cwd: directory, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: { PATH: process.env.PATH, HOME: directory, SWITCHYARD_LOCAL: models, SWITCHYARD_PRACTICE: '1' },
  });
  // It says the one as soon as it can, and the other when its door is open: either may come first.
  await Promise.all([hasSaid(child, /Started flows/), hasSaid(child, /now running/)]);
  const url = `http://127.0.0.1:${port}`;
  const { end } = await importScript<{ end(child: ChildProcess): Promise<void> }>('start/children.mjs');
  return {
    url,
    async deploy(flow) {
      const started = hasSaid(child, /Started (modified )?(flows|nodes)/);
      const reply = await fetch(`${url}/flows`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(flow) });
      if (!reply.ok) throw new Error(`The deploy failed: ${reply.status} ${await reply.text()}`);
      await started;
    },
    close: () => end(child),
  };
}

/** As `npm start` makes it, but for settings that ask nothing of the network. */
async function makeUserDirectory(): Promise<string> {
  const directory = temporaryDirectory();
  const flow = join(directory, 'empty.json');
  writeFileSync(flow, '[]');
  writeFileSync(join(directory, 'settings.js'), `module.exports = ${JSON.stringify({
    uiHost: '127.0.0.1', flowFile: 'flows.json', credentialSecret: 'test', telemetry: { enabled: false, updateNotification: false },
    editorTheme: { tours: false, projects: { enabled: false }, palette: { catalogues: [] } },
  })};`);
  const { prepareUserDirectory } = await importScript<{ prepareUserDirectory(options: object): unknown }>('start/user-directory.mjs');
  prepareUserDirectory({ root: checkout, directory, flow });
  return directory;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Resolves at the next line of the log that matches; throws with the log when the process ends before. */
function hasSaid(child: ChildProcess, words: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    const hear = (bytes: Buffer): void => {
      log += bytes.toString('utf8');
      if (!words.test(log)) return;
      child.stdout?.off('data', hear);
      child.off('exit', fail);
      resolve();
    };
    const fail = (): void => reject(new Error(`Node-RED has ended:\n${log}`));
    child.stdout?.on('data', hear);
    child.once('exit', fail);
  });
}

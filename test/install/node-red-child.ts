import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface NodeRedChild {
  url: string;
  /** All that it has written so far. */
  output(): string;
  /** Resolves with the next line that matches. */
  line(pattern: RegExp): Promise<string>;
  stop(): Promise<void>;
}

/** A plain Node-RED as its users start it: a process of its own, with its own user directory. */
export async function startNodeRed({ node, nodeRed, userDir, env }: { node: string; nodeRed: string; userDir: string; env: NodeJS.ProcessEnv }): Promise<NodeRedChild> {
  const port = await freePort();
  const child = spawn(node, [join(nodeRed, 'red.js'), '--userDir', userDir, '--port', String(port), '--define', 'uiHost=127.0.0.1', '--define', 'telemetry.enabled=false'], { cwd: userDir, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const watched = new Set<{ pattern: RegExp; found(line: string): void }>();
  const read = (line: string): void => {
    output += `${line}\n`;
    for (const watch of [...watched]) {
      if (!watch.pattern.test(line)) continue;
      watched.delete(watch);
      watch.found(line);
    }
  };
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', read);
  const ended = once(child, 'exit').then(([code]) => { throw new Error(`Node-RED ended with ${String(code)}:\n${output}`); });
  ended.catch(() => undefined);
  const line = (pattern: RegExp): Promise<string> => Promise.race([ended, new Promise<string>((found) => watched.add({ pattern, found }))]);
  // Either may come first: that flows have started, or that its door is open.
  await Promise.all([line(/Started flows|Waiting for missing types/), line(/now running/)]);
  return { url: `http://127.0.0.1:${port}`, output: () => output, line, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

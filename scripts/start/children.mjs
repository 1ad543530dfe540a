import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const script = (name) => fileURLToPath(new URL(name, import.meta.url));
/** Node-RED lets running answers end for 10 s before it goes. */
const graceMs = 15_000;

/**
 * Children end when this process ends, however it ends: each holds the other end of a channel (IPC), and goes when that closes.
 * To end one in good order is to close its channel: the same on every system, where signals are not.
 */
export function startNodeRed({ root, directory, env }) {
  const args = ['--require', script('end-with-parent.cjs'), `${root}/node_modules/node-red/red.js`, '--userDir', directory];
  return spawn(process.execPath, args, { cwd: directory, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
}

/** @returns {Promise<{ child: import('node:child_process').ChildProcess, url: string }>} */
export async function startPracticeProvider(env) {
  const child = spawn(process.execPath, [script('../practice/practice.mjs'), '--port', '0'], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [undefined])]);
  if (!message) throw new Error('The practice provider did not start.');
  return { child, url: message.url };
}

export const isRunning = (child) => child.exitCode === null && child.signalCode === null;

/** Ends a child in good order, or by force when it takes too long. */
export async function end(child) {
  if (!isRunning(child)) return;
  const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
  if (child.connected) child.disconnect();
  await once(child, 'exit');
  clearTimeout(force);
}

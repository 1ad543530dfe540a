import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A port of this machine that is free now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Resolves when a server answers there, whatever it answers. */
export async function answering(url, withinSeconds = 60) {
  for (let tries = 0; tries < withinSeconds * 10; tries++) {
    try {
      await (await fetch(url)).arrayBuffer();
      return;
    } catch { await pause(100); }
  }
  throw new Error(`Nothing answers at ${url}.`);
}

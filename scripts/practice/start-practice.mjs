import { once } from 'node:events';
import { createServer } from 'node:http';
import { handle } from './handle.mjs';
import { makeHeadroom } from './headroom.mjs';
import { makeTemper } from './temper.mjs';

/**
 * Starts the practice provider: a server that speaks like a real one and asks no model.
 * @param {{ port?: number, host?: string, paceFactor?: number, seed?: number }} [options]
 *   port 0 takes a free one; paceFactor 0 answers without delay; seed orders the failures of flaky models
 * @returns {Promise<{ url: string, close(): Promise<void> }>} the address, without a path
 */
export async function startPractice({ port = 0, host = '127.0.0.1', paceFactor = 1, seed = 1 } = {}) {
  const world = { paceFactor, temper: makeTemper(seed), headroom: makeHeadroom() };
  const server = createServer((request, response) => void handle(request, response, world));
  server.listen(port, host);
  await once(server, 'listening');
  const close = () => new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${server.address().port}`, close };
}

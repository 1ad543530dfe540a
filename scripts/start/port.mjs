import { createServer } from 'node:net';
import { Problem } from './problem.mjs';

const reasons = {
  EADDRINUSE: (port, host) => `Port ${port} of ${host} is in use. Stop what runs there, or take another: npm start -- --port ${port === 65_535 ? 1880 : port + 1}`,
  EACCES: (port) => `Port ${port} is not allowed for this user. Take one above 1023: npm start -- --port 1880`,
  EADDRNOTAVAIL: (_, host) => `HOST ${host} is not an address of this computer.`,
  ENOTFOUND: (_, host) => `HOST ${host} is not known.`,
};

/** Throws in plain words where nobody could listen there. */
export function checkPort(port, host) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', ({ code, message }) => reject(new Problem(reasons[code]?.(port, host) ?? `Port ${port} of ${host} cannot be used: ${message}`)));
    server.listen(port, host, () => server.close(resolve));
  });
}

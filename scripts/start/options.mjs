import path from 'node:path';
import { parseArgs } from 'node:util';
import { Problem } from './problem.mjs';

const usage = 'npm start -- [--flow FILE] [--port 1880] [--host 127.0.0.1]';

/**
 * What the user wants: arguments stand above the variables PORT and HOST.
 * @returns {{ port: number, host: string, flow: string | undefined }} flow as a whole path
 */
export function readOptions(args, env) {
  const { flow, port, host } = parse(args);
  return { port: readPort(port ?? env.PORT ?? '1880'), host: host ?? env.HOST ?? '127.0.0.1', flow: flow === undefined ? undefined : path.resolve(env.INIT_CWD ?? '.', flow) };
}

function parse(args) {
  const options = { flow: { type: 'string' }, port: { type: 'string' }, host: { type: 'string' } };
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new Problem(`${error.message.split('. ')[0]}. Usage: ${usage}`);
  }
}

function readPort(text) {
  if (!/^\d{1,5}$/.test(text) || Number(text) < 1 || Number(text) > 65_535) throw new Problem(`The port must be a number from 1 to 65535, not '${text}'.`);
  return Number(text);
}

/** Whether only this computer can reach a host's address. */
export const isLoopback = (host) => host === 'localhost' || host === '::1' || /^127\./.test(host);

import { setTimeout as wait } from 'node:timers/promises';
import { Problem } from './problem.mjs';

const patienceMs = 60_000;
const pageMs = 10_000;

/** How this computer reaches a server that listens on a host. */
export function addressOf(host, port) {
  const near = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[host] ?? (host.includes(':') ? `[${host}]` : host);
  return `http://${near}:${port}`;
}

/** Waits until Node-RED answers, and then until its first chat page does, if the flow has one. */
export async function untilReady({ address, page, log }) {
  await until(patienceMs, () => answers(`${address}/settings`, (status) => status === 200 || status === 401), log);
  if (page) await until(pageMs, () => answers(`${address}${page}`, (status) => status === 200), log);
}

async function until(withinMs, isSo, log) {
  const end = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Problem(`Node-RED did not answer within ${withinMs / 1000} s. Its log: ${log}`);
    await wait(150);
  }
}

async function answers(url, isGood) {
  try {
    const reply = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await reply.arrayBuffer();
    return isGood(reply.status);
  } catch {
    return false;
  }
}

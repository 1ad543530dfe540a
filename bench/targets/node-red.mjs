// A real Node-RED with one flow, as its own command would run it, but that it also tells of its memory and its longest pause.
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';
import { serve } from '../child/serve.mjs';

const userDir = mkdtempSync(path.join(tmpdir(), 'switchyard-bench-'));
process.on('exit', () => rmSync(userDir, { recursive: true, force: true }));

/** Starts it with the package installed as the palette manager would, and resolves when its flow has started. */
async function begin({ nodeRed, built, flow, port }) {
  const scope = path.join(userDir, 'node_modules', '@switchyard');
  mkdirSync(scope, { recursive: true });
  symlinkSync(built, path.join(scope, 'node-red-llm-router'), 'dir');
  writeFileSync(path.join(userDir, 'package.json'), JSON.stringify({ name: 'bench', version: '1.0.0', dependencies: { '@switchyard/node-red-llm-router': '*' } }));
  writeFileSync(path.join(userDir, 'flows.json'), JSON.stringify(flow));
  const requireThere = createRequire(path.join(nodeRed, 'package.json'));
  const RED = requireThere(nodeRed);
  const app = requireThere('express')();
  const server = createServer(app);
  server.keepAliveTimeout = 120_000;
  RED.init(server, {
    userDir, flowFile: 'flows.json', httpAdminRoot: '/admin', httpNodeRoot: '/', credentialSecret: 'bench', apiMaxLength: '5mb',
    ...(flow.some(({ type }) => type.startsWith('least-')) && { nodesDir: new URL('./least', import.meta.url).pathname }),
    telemetry: { enabled: false }, editorTheme: { tours: false }, logging: { console: { level: process.env.LOGLEVEL ?? 'info', metrics: false, audit: false } },
  });
  app.use('/admin', RED.httpAdmin);
  app.use('/', RED.httpNode);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const started = once(RED.runtime.events, 'flows:started');
  await RED.start();
  await started;
}

const resolutionMs = 1;
let pauses;

serve({
  begin,
  memory() {
    globalThis.gc?.();
    globalThis.gc?.();
    const { heapUsed, external, rss } = process.memoryUsage();
    return { heapUsed, external, rss };
  },
  watchPauses() {
    pauses?.disable();
    pauses = monitorEventLoopDelay({ resolution: resolutionMs });
    pauses.enable();
  },
  /** The longest time in which the event loop did nothing else, since `watchPauses`. */
  longestPauseMs: () => Math.max(0, pauses.max / 1e6 - resolutionMs),
  profile: (ask) => profile(ask),
});

/** A CPU profile, for who wants to know where the time goes: "start", then "stop" gives it. */
let session;
async function profile(ask) {
  const { Session } = await import('node:inspector/promises');
  if (ask === 'start') {
    session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 200 });
    await session.post('Profiler.start');
    return undefined;
  }
  const { profile: found } = await session.post('Profiler.stop');
  session.disconnect();
  return found;
}

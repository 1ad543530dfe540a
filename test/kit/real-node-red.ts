import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import { temporaryDirectory } from './temporary-directory';
import { checkout } from './test-package';

/** What is used of Node-RED itself. */
interface Runtime {
  init(server: Server, settings: Record<string, unknown>): void;
  start(): Promise<void>;
  stop(): Promise<void>;
  httpAdmin: unknown;
  httpNode: unknown;
  version(): string;
  nodes: { getNode(id: string): { receive(msg: object): void } | null };
  runtime: { events: NodeJS.EventEmitter };
}
interface App { use(path: string, handler: unknown): void }
/** Where a leak would show: Node-RED's events, its server, and the app that has the routes of flows. */
export interface Inside { events: NodeJS.EventEmitter; server: Server; httpNode: { _router?: { stack: unknown[] } }; node(id: string): object | null }

export type Flow = Record<string, unknown>[];

export interface RealNodeRed {
  /** "http://127.0.0.1:1234", without a slash at its end. */
  readonly url: string;
  readonly version: string;
  /** Where its flows and our state are; give it to the next one as `settings.userDir` to see what survives a restart. */
  readonly userDir: string;
  /** Lines of Node-RED's log, warnings and errors included. */
  readonly log: string[];
  /** Deploys a flow (nodes without `z` go on one tab) and resolves when it has started. */
  deploy(flow: Flow, type?: 'full' | 'nodes' | 'flows'): Promise<void>;
  /** Gives a message to a node, as a wire would. */
  send(id: string, msg: Record<string, unknown>): void;
  /** Messages that came to `taker(name)`, in order, and the next one that comes. */
  taken(name: string): Record<string, unknown>[];
  next(name: string): Promise<Record<string, unknown>>;
  /** Resolves when the next request of an ask has ended, in the turn after that. */
  ended(): Promise<void>;
  /** All takers begin anew. */
  forget(): void;
  readonly inside: Inside;
  close(): Promise<void>;
}

/** A Function node that hands every message to the test, and passes it on. */
export function taker(name: string, wires: string[][] = [[]]): Record<string, unknown> {
  return { id: name, type: 'function', name, func: `global.get('take')('${name}', msg); return msg;`, outputs: 1, wires };
}

/** Where Node-RED is: by the variable NODE_RED, else the one that the project is developed with. */
const nodeRedFolder = process.env.NODE_RED ?? join(checkout, 'node_modules', 'node-red');

/**
 * The real Node-RED, in this process, with the built package in its user directory as the palette manager would put it.
 * One at a time: its modules are single. Needs `npm run build`.
 */
export async function realNodeRed(settings: Record<string, unknown> = {}): Promise<RealNodeRed> {
  process.env.SWITCHYARD_DISCOVER = '0';
  const requireThere = createRequire(join(nodeRedFolder, 'package.json'));
  const RED = requireThere(nodeRedFolder) as Runtime;
  const app = (requireThere('express') as () => App)();
  const server = createServer(app as unknown as Parameters<typeof createServer>[1]);
  const log: string[] = [];
  const messages = new Messages();
  const all = settingsFor(settings, log, messages);
  RED.init(server, all);
  const adminRoot = String(all.httpAdminRoot).replace(/\/$/, '');
  app.use(adminRoot || '/', RED.httpAdmin);
  app.use(String(settings.httpNodeRoot ?? '/'), RED.httpNode);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const started = once(RED.runtime.events, 'flows:started');
  await RED.start();
  await started;
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url, log, version: RED.version(), userDir: String(all.userDir),
    deploy: (flow, type = 'full') => deploy(RED, `${url}${adminRoot}`, flow, type),
    send(id, msg) {
      const node = RED.nodes.getNode(id);
      if (!node) throw new Error(`There is no node '${id}'.`);
      node.receive({ _msgid: Math.random().toString(36).slice(2), ...msg });
    },
    taken: (name) => messages.of(name),
    next: (name) => messages.next(name),
    ended,
    forget: () => messages.forget(),
    inside: { events: RED.runtime.events, server, httpNode: RED.httpNode as Inside['httpNode'], node: (id) => RED.nodes.getNode(id) },
    async close() {
      await RED.stop();
      await closeHosts();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function settingsFor(settings: Record<string, unknown>, log: string[], messages: Messages): Record<string, unknown> {
  const userDir = String(settings.userDir ?? temporaryDirectory());
  const scope = join(userDir, 'node_modules', '@switchyard');
  if (!existsSync(join(checkout, 'dist', 'nodes', 'ask.js'))) throw new Error('dist is missing: run npm run build first.');
  mkdirSync(scope, { recursive: true });
  if (!existsSync(join(scope, 'node-red-llm-router'))) symlinkSync(checkout, join(scope, 'node-red-llm-router'), 'dir');
  writeFileSync(join(userDir, 'package.json'), JSON.stringify({ name: 'test', version: '1.0.0', dependencies: { '@switchyard/node-red-llm-router': '*' } }));
  return {
    userDir, httpAdminRoot: '/admin', httpNodeRoot: '/', credentialSecret: 'test', flowFile: 'flows.json', telemetry: { enabled: false },
    editorTheme: { tours: false, projects: { enabled: false } }, functionExternalModules: false,
    functionGlobalContext: { take: (name: string, msg: Record<string, unknown>) => messages.add(name, msg) },
    logging: { console: { level: 'off' }, test: { level: 'info', handler: () => (entry: { msg?: unknown }) => { log.push(textOf(entry.msg)); } } },
    ...settings,
  };
}

function textOf(entry: unknown): string {
  return entry instanceof Error ? entry.message : typeof entry === 'string' ? entry : JSON.stringify(entry) ?? '';
}

async function deploy(RED: Runtime, admin: string, flow: Flow, type: string): Promise<void> {
  const started = once(RED.runtime.events, 'flows:started');
  const nodes = flow.map((node) => (node.type === 'tab' || node.type === 'switchyard-provider' || node.type === 'switchyard-store' || String(node.type).startsWith('subflow') && 'in' in node
    ? node : { z: 'tab', x: 0, y: 0, wires: [], ...node }));
  const reply = await fetch(`${admin}/flows`, {
    method: 'POST', headers: { 'content-type': 'application/json', 'node-red-deployment-type': type },
    body: JSON.stringify([...(flow.some((node) => node.type === 'tab') ? [] : [{ id: 'tab', type: 'tab', label: 'Test' }]), ...nodes]),
  });
  if (!reply.ok) throw new Error(`The deploy failed: ${reply.status} ${await reply.text()}`);
  await started;
}

/** The package's own state of this process, through the place that all copies of it share. */
async function closeHosts(): Promise<void> {
  for (const host of hosts()) await host.close();
}

interface Host { close(): Promise<void>; listen(listener: (event: { type: string }) => void): () => void }

function hosts(): Host[] {
  const map = (globalThis as { [key: symbol]: Map<string, Host> | undefined })[Symbol.for('@switchyard/node-red-llm-router/hosts')];
  return [...map?.values() ?? []];
}

async function ended(): Promise<void> {
  await new Promise<void>((resolve) => {
    const stop = hosts().map((host) => host.listen(({ type }) => {
      if (type !== 'done') return;
      for (const end of stop) end();
      resolve();
    }));
  });
  await new Promise((resolve) => { setImmediate(resolve); });
}

/** What came to the takers. */
class Messages {
  private readonly byName = new Map<string, Record<string, unknown>[]>();
  private readonly waiting = new Map<string, ((msg: Record<string, unknown>) => void)[]>();

  of(name: string): Record<string, unknown>[] {
    let list = this.byName.get(name);
    if (!list) this.byName.set(name, list = []);
    return list;
  }

  add(name: string, msg: Record<string, unknown>): void {
    const { req: _req, res: _res, ...rest } = msg;
    this.of(name).push(structuredCloneOf(rest));
    for (const tell of this.waiting.get(name)?.splice(0) ?? []) tell(rest);
  }

  forget(): void {
    this.byName.clear();
    this.waiting.clear();
  }

  next(name: string): Promise<Record<string, unknown>> {
    return new Promise((resolve) => { this.waiting.set(name, [...this.waiting.get(name) ?? [], resolve]); });
  }
}

/** As it was when it came: later nodes change the message. */
function structuredCloneOf(value: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
}

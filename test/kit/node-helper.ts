import type { NodeAPI } from 'node-red';
import { hosts } from '../../nodes/kit/host';
import type { FlowNode, Message } from '../../nodes/kit/message';
import ask = require('../../nodes/ask/ask');
import cache = require('../../nodes/cache/cache');
import costGuard = require('../../nodes/cost-guard/cost-guard');
import endpoint = require('../../nodes/endpoint/endpoint');
import events = require('../../nodes/events/events');
import fallback = require('../../nodes/fallback/fallback');
import memory = require('../../nodes/memory/memory');
import provider = require('../../nodes/provider/provider');
import reply = require('../../nodes/reply/reply');
import router = require('../../nodes/router/router');
import store = require('../../nodes/store/store');

/** What tests use of node-red-node-test-helper, which has no typings. */
interface Helper {
  startServer(done: () => void): void;
  stopServer(done: () => void): void;
  load(nodes: unknown[], flow: unknown[], credentials?: Record<string, unknown>): Promise<void>;
  unload(): Promise<void>;
  /** A deploy. */
  setFlows(flow: unknown[], type: 'full' | 'flows' | 'nodes'): Promise<void>;
  getNode(id: string): TestNode;
  request(): { get(path: string): Requested; post(path: string): Requested };
}
interface Requested extends Promise<{ status: number; body: unknown; text: string }> { send(body: unknown): Requested }

/** A node as the helper gives it: messages go in by `receive`, and its calls can be listened to. */
export interface TestNode extends FlowNode { receive(msg: Partial<Message>): void }

export const helper = require('node-red-node-test-helper') as Helper;
const allNodes: ((RED: NodeAPI) => void)[] = [ask, cache, costGuard, endpoint, events, fallback, memory, provider, reply, router, store];

process.env.SWITCHYARD_DISCOVER = '0';

/** Starts the helper's server for the tests of one file, and cleans up after each. */
export function withHelper(): void {
  before((done) => { helper.startServer(done); });
  after((done) => { helper.stopServer(done); });
  afterEach(async () => {
    await helper.unload();
    for (const host of [...hosts.values()]) await host.close();
  });
}

/** Loads a flow of our nodes; types "helper" and "catch" are there as well. */
export async function load(flow: Record<string, unknown>[], credentials: Record<string, unknown> = {}): Promise<void> {
  await helper.load(allNodes, [{ id: 'tab', type: 'tab', label: 'tab' }, ...flow.map((node) => ({ z: node.type === 'switchyard-provider' ? undefined : 'tab', ...node }))].map(tidy), credentials);
}

/** The helper compares the flow with what Node-RED made of it: nothing undefined may stand in it. */
function tidy(node: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(node)) as Record<string, unknown>;
}

/** One listener a node: Node-RED loses count when input listeners take themselves away. */
const waiting = new WeakMap<TestNode, ((msg: Message) => void)[]>();

/** The next message that comes to a node. */
export function next(id: string): Promise<Message> {
  const node = helper.getNode(id);
  let tell = waiting.get(node);
  if (!tell) {
    waiting.set(node, tell = []);
    node.on('input', (msg: Message) => { for (const one of waiting.get(node)?.splice(0) ?? []) one(msg); });
  }
  return new Promise((resolve) => tell.push(resolve));
}

/** Which of these nodes gets the next message, and the message. */
export function first(...ids: string[]): Promise<[string, Message]> {
  return Promise.race(ids.map(async (id): Promise<[string, Message]> => [id, await next(id)]));
}

/** The next error that a node raises. */
export async function raised(id: string): Promise<Error & { code: string }> {
  const call = await new Promise<{ args: [Error & { code: string }] }>((resolve) => { helper.getNode(id).once('call:error', resolve); });
  return call.args[0];
}

/** A provider node at a scripted provider. */
export function providerNode(address: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'provider', type: 'switchyard-provider', name: 'Test', vendor: 'other-openai', address,
    models: [{ name: 'one', inputPrice: 1, outputPrice: 2, window: 100000 }, { name: 'two', inputPrice: 2, outputPrice: 4, window: 100000 }], ...more,
  };
}

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { realNodeRed, taker, type Flow, type RealNodeRed } from '../../kit/real-node-red';
import { scriptedProvider, type ScriptedAnswer, type ScriptedProvider } from '../../kit/scripted-provider';
import { openAi, providerNode } from '../door';

type More = Record<string, unknown>;
export type Seen = More & {
  payload?: unknown; error?: { code: string; message: string }; statusCode?: number;
  llm?: { id: string; model: string; outcome: string; cached: boolean; calls: number; cost: number | null; why: string };
};

/** Nodes as the editor saves them; what is left out has its default. */
const made = (type: string) => (id: string, wires: string[][], more: More = {}): More => ({ id, type, wires, ...more });
export const node = {
  ask: made('switchyard-ask'), router: made('switchyard-router'), guard: made('switchyard-cost-guard'), cache: made('switchyard-cache'),
  fallback: made('switchyard-fallback'), memory: made('switchyard-memory'), endpoint: made('switchyard-endpoint'), events: made('switchyard-events'),
  reply: (id = 'reply', wires: string[][] = [[]], more: More = {}): More => ({ id, type: 'switchyard-reply', wires, ...more }),
  httpIn: (id: string, url: string, wires: string[][]): More => ({ id, type: 'http in', url, method: 'post', wires }),
  httpResponse: (id: string): More => ({ id, type: 'http response', statusCode: '', headers: {}, wires: [] }),
  code: (id: string, func: string, wires: string[][]): More => ({ id, type: 'function', func, outputs: wires.length, wires }),
  set: (id: string, property: string, to: string, wires: string[][]): More => ({ id, type: 'change', rules: [{ t: 'set', p: property, pt: 'msg', to, tot: 'str' }], wires }),
  template: (id: string, template: string, wires: string[][]): More => ({ id, type: 'template', field: 'payload', fieldType: 'msg', syntax: 'mustache', output: 'str', template, wires }),
  joinThree: (id: string, wires: string[][]): More => ({ id, type: 'join', mode: 'custom', build: 'array', property: 'payload', propertyType: 'msg', key: 'topic', count: '3', wires }),
  /** All errors that reach a Catch node. */
  catcher: (wires: string[][] = [['caught']]): More => ({ id: 'catch', type: 'catch', scope: null, uncaught: false, wires }),
  statuses: (): More => ({ id: 'statuses', type: 'status', scope: null, wires: [['status']] }),
};

/** A router's rule: on what it looks at, whom it uses. */
export function rule(condition: More | 'otherwise', use: string[], more: More = {}): More {
  return { condition: condition === 'otherwise' ? { source: 'otherwise', property: '' } : condition, use: use.map((name) => ({ name, share: 1 })), ...more };
}

/** One Node-RED for all tests of a file; for each test a provider under a name of its own, as health and prices go by name. */
export class Canvas {
  red!: RealNodeRed;
  provider!: ScriptedProvider;
  /** Differs from test to test: for providers, budgets, caches and memories. */
  own = '';

  /** This test's provider with the models "one" ($1 and $2 a million tokens) and "two" ($2 and $4). */
  providerNode(more: More = {}): More { return providerNode(this.provider.address, { name: this.own, ...more }); }

  /** Deploys the nodes, this test's provider and takers for all wires that lead to nobody. */
  async deploy(flow: Flow, type?: 'full' | 'nodes' | 'flows'): Promise<void> {
    await this.red.deploy([this.providerNode(), ...withTakers(flow)], type);
  }

  /** The next message that a taker gets after `act`. */
  async after(name: string, act: () => unknown): Promise<Seen> {
    const next = this.red.next(name);
    act();
    await next;
    return this.red.taken(name).at(-1) as Seen;
  }

  /** So many messages of a taker, counted from the beginning of the test. */
  async arrived(name: string, count: number): Promise<Seen[]> {
    while (this.red.taken(name).length < count) await this.red.next(name);
    return this.red.taken(name) as Seen[];
  }

  /** Asks the endpoint as OpenAI's clients do. */
  chat(body: unknown, headers: Record<string, string> = {}): Promise<Response> { return openAi(this.red, body, { headers }); }

  post(path: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.red.url}${path}`, { method: 'POST', headers: { 'content-type': 'text/plain', ...headers }, body });
  }
}

let count = 0;

/** The canvas of one file, with what mocha does before and after its tests. */
export function canvas(settings: More = {}): Canvas {
  const here = new Canvas();
  before(async function () { this.timeout(60_000); here.red = await realNodeRed(settings); });
  after(async () => {
    await here.provider.close();
    await here.red.close();
  });
  beforeEach(async () => {
    // Only now, so that a file's own afterEach may still ask.
    await (here.provider as ScriptedProvider | undefined)?.close();
    here.provider = await scriptedProvider();
    here.own = `Test ${++count}`;
    here.red.log.length = 0;
    here.red.forget();
  });
  return here;
}

/** A wire to a name that no node has leads to a taker of that name. */
export function withTakers(flow: Flow): Flow {
  const ids = new Set(flow.map(({ id }) => id));
  const ends = new Set(flow.flatMap(({ wires }) => (wires as string[][] | undefined)?.flat() ?? []).filter((id) => !ids.has(id)));
  return [...flow, ...[...ends].map((id) => taker(id))];
}

/** The whole text of one answer in OpenAI's shape. */
export async function wholeText(response: Response): Promise<string> {
  const body = await response.json() as { choices?: { message: { content: string } }[] };
  assert.equal(response.status, 200, JSON.stringify(body));
  return body.choices?.[0]?.message.content ?? '';
}

export interface ErrorBody { error: { code: string; message: string; param: string | null; type: string } }
export const errorIn = async (response: Response): Promise<ErrorBody['error']> => (await response.json() as ErrorBody).error;

/** Answers with the same words every time and bills so many tokens. */
export const says = (text: string, usage?: { prompt_tokens: number; completion_tokens: number }): ScriptedAnswer => (call) => {
  call.text(text);
  call.finish('stop', usage);
};

/** With model "one", which takes a dollar for a million tokens, one answer costs this many dollars. */
export const costs = (dollars: number): ScriptedAnswer => says('dear', { prompt_tokens: Math.round(dollars * 1e6), completion_tokens: 0 });

/** Resolves in the turn in which something has been called. */
export async function called(provider: ScriptedProvider, times = 1): Promise<void> {
  while (provider.calls.length < times) await once(provider.events, 'call');
}

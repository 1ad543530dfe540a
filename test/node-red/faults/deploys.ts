import { Agent, request } from 'node:http';
import type { Gate } from '../../kit/gate';
import type { Flow, RealNodeRed } from '../../kit/real-node-red';
import { echo, type ScriptedAnswer } from '../../kit/scripted-provider';
import { question } from '../door';
import { node } from '../flows/canvas';

type More = Record<string, unknown>;
export type DeployKind = 'full' | 'flows' | 'nodes';
export const kinds: readonly DeployKind[] = ['full', 'flows', 'nodes'];

/** What each of our nodes has to be, in the order of the wires. */
export const ours = ['door', 'memory', 'guard', 'cache', 'router', 'ask', 'reply'] as const;

/** The models of the tests: the first ones fail in their ways, the last one is sound. */
export const models = ['broken', 'limited', 'one'] as const;

export interface Wanted {
  /** Of the provider, by which the router knows how its models are. */
  provider?: string;
  /** These nodes get another name with another version, so that a deploy of changed nodes makes them anew. */
  changed?: readonly string[];
  version?: number;
  use?: readonly string[];
  /** Of the budget of each user, in dollars. */
  limit?: number;
}

/** endpoint -> memory -> cost guard -> cache -> router -> ask -> reply. */
export function wholeFlow(address: string, { provider = 'Test', changed = ours, version = 0, use = ['one'], limit = 0.01 }: Wanted): Flow {
  const row = (name: string): More => ({ name, inputPrice: 1, outputPrice: 2, window: '', tags: '', quality: '', region: '' });
  const flow: Flow = [
    { id: 'provider', type: 'switchyard-provider', name: provider, vendor: 'other-openai', address, models: models.map(row) },
    node.endpoint('door', [['memory']], { unansweredSeconds: 5 }), node.memory('memory', [['guard']]),
    node.guard('guard', [['cache'], ['reply']], { limit, for: 'user', onlyUpTo: '' }), node.cache('cache', [['router']], {}),
    node.router('router', [['ask']], { rules: [{ condition: { source: 'otherwise', property: '' }, use: use.map((name) => ({ name, share: 1 })) }] }),
    node.ask('ask', [['reply'], ['reply']], { maxAnswer: 10, tries: 6 }), node.reply(),
  ];
  return flow.map((one) => (changed.includes(String(one.id)) ? { ...one, name: `${String(one.id)} ${version}` } : one));
}

const lastWords = (body: { messages?: { content: unknown }[] }): string => String(body.messages?.at(-1)?.content);

/** Each model's ways; and a question may begin with what its answer is to do. A long answer waits at its gates. */
export function ways(gates: { before?: Gate; during?: Gate } = {}): ScriptedAnswer {
  return async (call) => {
    if (call.body.model === 'broken') return call.reply(500, { error: { message: 'down' } });
    if (call.body.model === 'limited') return call.reply(429, { error: { message: 'slow down' } }, { 'retry-after': '300' });
    const asked = lastWords(call.body);
    if (asked.startsWith('spend')) {
      call.text('dear');
      return call.finish('stop', { prompt_tokens: 10_000, completion_tokens: 0 });
    }
    if (!asked.startsWith('long')) return echo(call);
    for (const part of ['before', 'during', 'after']) {
      for (let at = 0; at < 20; at++) call.text(`${part}${at} `);
      await gates[part as keyof typeof gates];
    }
    call.finish();
  };
}

export const longAnswer = ['before', 'during', 'after'].flatMap((part) => Array.from({ length: 20 }, (_, at) => `${part}${at} `)).join('');

export interface Answer { status: number; body: string }

/** Its connections end with their requests: what is left over is not the client's. */
const agent = new Agent({ keepAlive: false, maxSockets: Infinity });

/** One client. `heard` is told of each piece of the body as it comes. */
export function client(red: RealNodeRed, text: string, more: More = {}, session?: string, heard?: (piece: string) => void): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(red.url);
    const headers = { 'content-type': 'application/json', ...(session && { 'x-session-id': session }) };
    request({ hostname, port, path: '/v1/chat/completions', method: 'POST', agent, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (piece: string) => { body += piece; heard?.(piece); });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body })).on('error', reject);
    }).on('error', reject).end(JSON.stringify(question(text, more)));
  });
}

interface Piece { choices?: { delta?: { content?: string }; message?: { content?: string } }[] }

/** All words of an answer, whole or streamed; a stream must have said that it was over. */
export function wordsOf({ status, body }: Answer): string {
  if (status !== 200) return `${status} ${body}`;
  if (!body.startsWith('data: ')) return (JSON.parse(body) as Piece).choices?.[0]?.message?.content ?? '';
  const events = body.split('\n\n').filter(Boolean).map((event) => event.slice('data: '.length));
  const end = events.pop();
  const text = events.map((event) => (JSON.parse(event) as Piece).choices?.[0]?.delta?.content ?? '').join('');
  return end === '[DONE]' ? text : `${text} (and then: ${end})`;
}

/** A promise that resolves when what was heard contains the words. */
export class Listener {
  private text = '';
  private waiting: { words: string; tell: () => void }[] = [];

  readonly hear = (piece: string): void => {
    this.text += piece;
    for (const { words, tell } of this.waiting) if (this.text.includes(words)) tell();
  };

  until(words: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.text.includes(words)) resolve();
      else this.waiting.push({ words, tell: resolve });
    });
  }
}

import assert from 'node:assert/strict';
import { longRun } from '../../kit/long-run';
import { realNodeRed, type RealNodeRed } from '../../kit/real-node-red';
import { scriptedProvider, type ScriptedAnswer, type ScriptedCall, type ScriptedProvider } from '../../kit/scripted-provider';
import { openAi, question } from '../door';

type More = Record<string, unknown>;

/**
 * By how much all waits are shortened. A long run waits in full, with every setting as it comes out of the box; else the time
 * settings of ask and the silences of the provider are divided by the same number, so that the proportions stay.
 */
export const shortened = longRun ? 1 : 10;
/** A wait of so many seconds of the scenario, in milliseconds. */
export const waitMs = (seconds: number): number => (seconds * 1000) / shortened;

const timeSettings = longRun ? {} : {
  firstWordsWithinSeconds: 8 / shortened, silentForSeconds: 15 / shortened, totalWithinSeconds: 120 / shortened,
};

/** A pause that ends with the caller's hang-up: a provider that is silent holds no test open. */
export async function silence(call: ScriptedCall, seconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([call.aborted, new Promise<void>((resolve) => { timer = setTimeout(resolve, waitMs(seconds)); })]);
  clearTimeout(timer);
}

export interface Heard {
  status: number;
  headers: Headers;
  text: string;
  finish: string | undefined;
  usage: { prompt_tokens: number; completion_tokens: number } | undefined;
  error: { code: string; message: string } | undefined;
  /** The stream said that it was over. */
  done: boolean;
  /** From the request to the first words, and to the end. */
  firstMs: number;
  totalMs: number;
}

interface Piece {
  choices?: { delta?: { content?: string }; message?: { content?: string | null }; finish_reason?: string | null }[];
  usage?: Heard['usage'] | null;
  error?: Heard['error'];
}

/** What one client hears, piece by piece. */
class Listening {
  readonly heard: Heard;
  constructor(response: Response, private readonly sinceMs: number) {
    this.heard = {
      status: response.status, headers: response.headers, text: '', finish: undefined, usage: undefined, error: undefined, done: false, firstMs: NaN, totalMs: NaN,
    };
  }

  take(piece: Piece): void {
    const { heard } = this;
    const choice = piece.choices?.[0];
    const text = choice?.delta?.content ?? choice?.message?.content ?? '';
    if (text !== '' && heard.text === '') heard.firstMs = performance.now() - this.sinceMs;
    heard.text += text;
    heard.finish = choice?.finish_reason ?? heard.finish;
    heard.usage = piece.usage ?? heard.usage;
    heard.error = piece.error ?? heard.error;
  }

  events(block: string): void {
    for (const line of block.split('\n')) {
      if (line === 'data: [DONE]') this.heard.done = true;
      else if (line.startsWith('data: ')) this.take(JSON.parse(line.slice(6)) as Piece);
    }
  }
}

/** Asks as OpenAI's clients do, and listens to the end. */
export async function ask(red: RealNodeRed, more: More = {}): Promise<Heard> {
  const sinceMs = performance.now();
  const response = await openAi(red, question('Tell me of the sea.', { stream: true, stream_options: { include_usage: true }, ...more }));
  const listening = new Listening(response, sinceMs);
  if (!/event-stream/.test(response.headers.get('content-type') ?? '')) listening.take(await response.json() as Piece);
  else {
    let rest = '';
    for await (const piece of (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)) {
      const blocks = (rest + piece).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) listening.events(block);
    }
    assert.equal(rest, '', 'the stream ended within an event');
  }
  listening.heard.totalMs = performance.now() - sinceMs;
  return listening.heard;
}

/** Sixty tokens, as in the scenarios. */
export const tokens = Array.from({ length: 60 }, (_, index) => `word${index} `);
export const whole = tokens.join('');
export const words = (from: number, to = tokens.length): string => tokens.slice(from, to).join('');

/** Says these tokens and ends well. */
export const says = (text = whole): ScriptedAnswer => (call) => {
  for (const token of text.match(/\S+\s*/g) ?? []) call.text(token);
  call.finish('stop', { prompt_tokens: 100, completion_tokens: 60 });
};

/** Says tokens up to here, waits until they are on their way, and then does something else. */
export const saysThen = (count: number, then: (call: ScriptedCall) => void | Promise<void>): ScriptedAnswer => async (call) => {
  for (const token of tokens.slice(0, count)) call.text(token);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await then(call);
};

/** Which models were called, in order. */
export interface TwoModels {
  red: RealNodeRed;
  calls(): string[];
  /** Times of the calls of one model, in milliseconds. */
  callTimes(model: string): number[];
  bodies(model: string): ScriptedCall['body'][];
  /** What both models do from now on. Their health begins anew, as they are other providers to the router. */
  script(primary: ScriptedAnswer, backup?: ScriptedAnswer, more?: { ask?: More; backup?: More }): Promise<void>;
}

let run = 0;

/**
 * endpoint -> router -> ask -> reply, with one primary and one fallback, and nothing set but their names.
 * `oneAddress`: both models are at one provider, as with an aggregator.
 */
export function twoModels(oneAddress = false): TwoModels {
  let red: RealNodeRed;
  let near: ScriptedProvider;
  let far: ScriptedProvider;
  let seen: { model: string; atMs: number; body: ScriptedCall['body'] }[] = [];
  before(async function () {
    this.timeout(60_000);
    red = await realNodeRed();
    near = await scriptedProvider();
    far = await scriptedProvider();
  });
  after(async () => { await near.close(); await far.close(); await red.close(); });
  return {
    get red() { return red; },
    calls: () => seen.map(({ model }) => model),
    callTimes: (model) => seen.filter((call) => call.model === model).map(({ atMs }) => atMs),
    bodies: (model) => seen.filter((call) => call.model === model).map(({ body }) => body),
    async script(primary, backup = says(), more = {}) {
      run++;
      seen = [];
      const counts = { primary: 0, backup: 0 };
      const answer: ScriptedAnswer = (call) => {
        const model = call.body.model === 'primary' ? 'primary' : 'backup';
        seen.push({ model, atMs: performance.now(), body: call.body });
        return (model === 'primary' ? primary : backup)(call, ++counts[model]);
      };
      near.script(answer);
      far.script(answer);
      await red.deploy(flow(oneAddress ? [near.address] : [near.address, far.address], run, more));
    },
  };
}

/** Names are new each time, as what the router has learnt of a model goes by its name. */
function flow([near = '', far]: string[], run: number, more: { ask?: More; backup?: More }): More[] {
  const row = (name: string, price: number): More => ({ name, inputPrice: price, outputPrice: price * 2, window: '', tags: '', quality: '', region: '' });
  const provider = (name: string, address: string, models: More[], own: More = {}): More => ({ id: `provider ${name}`, type: 'switchyard-provider', name: `${name} ${run}`, vendor: 'other-openai', address, models, ...own });
  const [primary, backup] = [row('primary', 1), row('backup', 2)];
  return [
    ...(far === undefined ? [provider('Both', near, [primary, backup], more.backup)] : [provider('Near', near, [primary]), provider('Far', far, [backup], more.backup)]),
    { id: 'door', type: 'switchyard-endpoint', wires: [['router']] },
    { id: 'router', type: 'switchyard-router', rules: [{ condition: { source: 'otherwise', property: '' }, use: [{ name: 'primary', share: 1 }, { name: 'backup', share: 1 }] }], wires: [['ask']] },
    { id: 'ask', type: 'switchyard-ask', ...timeSettings, ...more.ask, wires: [['reply'], ['reply']] },
    { id: 'reply', type: 'switchyard-reply', wires: [[]] },
  ];
}

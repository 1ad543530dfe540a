import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { longRun, times } from '../../kit/long-run';
import { realNodeRed, taker, type RealNodeRed } from '../../kit/real-node-red';
import { echo, scriptedProvider, type ScriptedProvider } from '../../kit/scripted-provider';
import { openAi, providerNode, question } from '../door';

const slots = 8;
const seats = 1_000;

describe('overload over real HTTP', function () {
  this.timeout(180_000);
  let red: RealNodeRed;
  let provider: ScriptedProvider;
  before(async () => { red = await realNodeRed(); });
  after(() => red.close());
  beforeEach(async () => { provider = await scriptedProvider(); red.forget(); });
  afterEach(() => provider.close());

  const flow = (more: { name: string; before?: string }): Record<string, unknown>[] => [
    providerNode(provider.address, { name: more.name, atOnce: slots }),
    { id: 'door', type: 'switchyard-endpoint', wires: [[more.before ? 'before' : 'ask']] },
    ...(more.before ? [{ id: 'before', type: 'function', func: more.before, outputs: 1, wires: [['ask']] }] : []),
    { id: 'ask', type: 'switchyard-ask', wires: [['reply'], ['reply']] }, { id: 'reply', type: 'switchyard-reply', wires: [[]] },
  ];
  const agent = new Agent({ keepAlive: false, maxSockets: Infinity });
  after(() => agent.destroy());
  /** Not fetch: it would hold most requests back itself. */
  const ask = (text: string): Promise<{ status: number; retryAfter: string | undefined; ms: number }> => new Promise((resolve, reject) => {
    const sinceMs = performance.now();
    const { hostname, port } = new URL(red.url);
    request({ hostname, port, path: '/v1/chat/completions', method: 'POST', agent, headers: { 'content-type': 'application/json' } }, (response) => {
      response.resume().on('end', () => resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], ms: performance.now() - sinceMs }));
    }).on('error', reject).end(JSON.stringify(question(text)));
  });

  const count = times(1_200, 2_000);
  it(`serves ${count} requests at once with 8 slots: those with a slot or a seat; a clear 429 for the rest; then all is as before`, async () => {
    await red.deploy(flow({ name: 'Narrow' }));
    let open = 0;
    let most = 0;
    provider.script((call, number) => {
      most = Math.max(most, ++open);
      setTimeout(() => { open--; echo(call, number); }, 5);
    });
    const replies = await Promise.all(Array.from({ length: count }, (_, at) => ask(`${at}`)));
    const good = replies.filter(({ status }) => status === 200).length;
    const refused = replies.filter(({ status }) => status === 429);
    assert.equal(good + refused.length, count, 'nothing else');
    assert.ok(good >= slots + seats, `${good} served`);
    assert.ok(refused.every(({ retryAfter }) => Number(retryAfter) >= 1), 'each is told when to come back');
    assert.ok(most <= slots, `${most} calls at once`);
    const next = await ask('next');
    assert.equal(next.status, 200);
    assert.ok(next.ms < 1_000, `${next.ms} ms`);
  });

  it('obeys msg.priority, and starves nobody', async () => {
    await red.deploy(flow({ name: 'Priorities', before: 'msg.priority = msg.payload.messages[0].content; return msg;' }));
    provider.script((call, number) => { setTimeout(() => echo(call, number), 100); });
    const names = ['low', 'normal', 'high'];
    const replies = await Promise.all(Array.from({ length: 300 }, async (_, at) => ({ name: names[at % 3], ...await ask(names[at % 3] ?? '') })));
    const median = (name: string): number => replies.filter((one) => one.name === name).map(({ ms }) => ms).sort((a, b) => a - b)[50] ?? 0;
    assert.ok(replies.every(({ status }) => status === 200));
    assert.ok(median('high') < median('low'), `high ${median('high')}, normal ${median('normal')}, low ${median('low')} ms`);
  });

  it('cuts a client that takes one byte a second, hangs up at the provider, and slows nobody else', async function () {
    // The product looks every 30 s: only a long run waits that long.
    if (!longRun) return this.skip();
    await red.deploy([...flow({ name: 'Slow' }), taker('unused')]);
    let slowGone = false;
    provider.script(async (call, number) => {
      if (call.body.messages?.at(-1)?.content !== 'slow') return echo(call, number);
      void call.aborted.then(() => { slowGone = true; });
      for (let piece = 0; piece < 4_000 && !slowGone; piece++) {
        call.text('x'.repeat(10_000));
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    const { port } = new URL(red.url);
    const body = JSON.stringify(question('slow', { stream: true }));
    const socket = connect(Number(port), '127.0.0.1');
    const beganMs = performance.now();
    socket.on('error', () => undefined);
    socket.write(`POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    socket.pause();
    const sip = setInterval(() => { socket.read(1); }, 1_000);
    while (!slowGone && performance.now() - beganMs < 100_000) {
      const { status, ms } = await ask('quick');
      assert.equal(status, 200);
      assert.ok(ms < 2_000, `another client waited ${ms} ms`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    clearInterval(sip);
    socket.destroy();
    assert.ok(slowGone, 'the provider was hung up on');
    assert.ok(performance.now() - beganMs < 75_000, `after ${performance.now() - beganMs} ms`);
    assert.equal((await openAi(red, question('after'))).status, 200);
  });
});

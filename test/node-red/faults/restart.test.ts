import assert from 'node:assert/strict';
import { gate } from '../../kit/gate';
import { longRun } from '../../kit/long-run';
import { realNodeRed, type RealNodeRed } from '../../kit/real-node-red';
import { scriptedProvider, type ScriptedProvider } from '../../kit/scripted-provider';
import { called } from '../flows/canvas';
import { client, Listener, longAnswer, ways, wholeFlow, wordsOf } from './deploys';

describe('a stop and a restart', function () {
  this.timeout(60_000);
  let red: RealNodeRed;
  let provider: ScriptedProvider;
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => closed ??= red.close();
  beforeEach(async () => {
    provider = await scriptedProvider(ways());
    red = await realNodeRed();
    closed = undefined;
  });
  afterEach(async () => { await close(); await provider.close(); });

  it('keep budgets, memory and cache; but no health: what failed before is tried again', async () => {
    const flow = wholeFlow(provider.address, { use: ['broken', 'limited', 'one'] });
    const callsTo = (model: string): number => provider.calls.filter(({ body }) => body.model === model).length;
    const ask = async (text: string, more: Record<string, unknown> = {}, session?: string): Promise<string> => wordsOf(await client(red, text, more, session));
    await red.deploy(flow);
    for (let one = 0; callsTo('broken') < 5; one++) assert.equal(await ask(`Hi ${one}`), `one: Hi ${one}`);
    await ask('My name is Ada', {}, 'session');
    assert.equal(await ask('spend', { user: 'spender' }), 'dear');
    await ask('A question for the cache', { user: 'reader' });
    const [broken, limited] = [callsTo('broken'), callsTo('limited')];
    assert.ok(limited > 0);

    const { userDir } = red;
    await red.close();
    red = await realNodeRed({ userDir });
    await red.deploy(flow);
    assert.match(await ask('spend more', { user: 'spender' }), /^402 .*is used up/);
    const before = provider.calls.length;
    assert.equal(await ask('A question for the cache', { user: 'reader' }), 'one: A question for the cache');
    assert.equal(provider.calls.length, before, 'the cache was hit');
    assert.equal(await ask('Who am I?', {}, 'session'), 'one: Who am I?');
    assert.deepEqual(provider.calls.at(-1)?.body.messages?.map(({ content }) => content), ['My name is Ada', 'one: My name is Ada', 'Who am I?']);
    assert.ok(callsTo('broken') > broken && callsTo('limited') > limited, 'both are tried again');
  });

  /** As Node-RED's own program does it. */
  const stop = async (): Promise<void> => {
    const signalled = (): void => { void close(); };
    process.on('SIGTERM', signalled);
    process.emit('SIGTERM', 'SIGTERM');
    await close();
    process.off('SIGTERM', signalled);
  };

  /** The provider hears of it a little later; but long before it would end a connection itself, which takes five seconds. */
  const allHungUp = async (): Promise<void> => {
    const endMs = performance.now() + 2_000;
    while (await provider.connections() > 0 && performance.now() < endMs) await new Promise((resolve) => { setImmediate(resolve); });
    assert.equal(await provider.connections(), 0, 'a connection to the provider is left');
  };

  it('let answers under way come to their end, begin no new ones, and leave no call open', async () => {
    const gates = { before: gate(), during: gate() };
    provider.script(ways(gates));
    await red.deploy(wholeFlow(provider.address, {}));
    const listener = new Listener();
    const streamed = client(red, 'long, streamed', { stream: true }, undefined, listener.hear);
    const whole = client(red, 'long, whole');
    await Promise.all([called(provider, 2), listener.until('before19 ')]);
    const stopped = stop();
    const late = await client(red, 'Too late?');
    assert.equal(late.status, 503);
    assert.match(late.body, /Node-RED is stopping/);
    gates.before.open();
    await listener.until('during19 ');
    gates.during.open();
    assert.equal(wordsOf(await streamed), longAnswer);
    assert.equal(wordsOf(await whole), longAnswer);
    await stopped;
    assert.equal(provider.calls.length, 2);
    assert.equal(provider.aborts, 0);
    await allHungUp();
  });

  (longRun ? it : it.skip)('wait no longer than ten seconds: then clients are told, and the provider is hung up on', async () => {
    provider.script(ways({ before: gate(), during: gate() }));
    await red.deploy(wholeFlow(provider.address, {}));
    const listener = new Listener();
    const streamed = client(red, 'long, streamed', { stream: true }, undefined, listener.hear);
    const whole = client(red, 'long, whole');
    await Promise.all([called(provider, 2), listener.until('before19 ')]);
    const sinceMs = performance.now();
    await stop();
    const tookMs = performance.now() - sinceMs;
    assert.ok(tookMs > 9_500 && tookMs < 13_000, `${tookMs} ms`);
    assert.match((await streamed).body, /before19 .*stopping/s);
    const { status, body } = await whole;
    assert.equal(status, 503);
    assert.match(body, /Node-RED is stopping/);
    await allHungUp();
    assert.equal(provider.aborts, 2);
  });
});

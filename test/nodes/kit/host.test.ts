import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Node, NodeAPI } from 'node-red';
import { failure } from '../../../src/chat/failure';
import type { Core, ProviderConfig } from '../../../src/core';
import type { RunEvent } from '../../../src/telemetry/events';
import { Host } from '../../../nodes/kit/host';
import { virtualClock } from '../../kit/virtual-clock';

/** Until when a core of this kind has runs under way; without one it has none. */
type Idle = Record<string, Promise<void>>;

/** A core that notes what it is told. `servers` are the addresses that answer a test. */
function fakeCore(kind: string, servers: Record<string, string[]>, log: string[], idle: Idle = {}): Core & { configured: ProviderConfig[][]; emit(event: RunEvent): void } {
  const listeners: ((event: RunEvent) => void)[] = [];
  const configured: ProviderConfig[][] = [];
  const fake = {
    configured,
    emit: (event: RunEvent) => { for (const listener of listeners) listener(event); },
    configure: ({ providers }: { providers: ProviderConfig[] }) => { configured.push(providers); return []; },
    models: () => (configured.at(-1) ?? []).flatMap(({ name, models }) => (models ?? []).map((model) => ({ key: `${name}/${model.name}`, provider: name, model, starter: true }))),
    test: (config: ProviderConfig) => { log.push(`test ${config.address}`); const models = servers[config.address ?? '']; return Promise.resolve(models ? { ok: true, models: models.map((name) => ({ name })) } : { ok: false, message: 'no' }); },
    listen: (listener: (event: RunEvent) => void) => { listeners.push(listener); return () => undefined; },
    trouble: () => undefined,
    idle: () => idle[kind] ?? Promise.resolve(),
    close: (ms = 0) => { log.push(`close ${kind} ${ms}`); return Promise.resolve(); },
  };
  return fake as unknown as Core & typeof fake;
}

describe('the host', () => {
  const setUp = (environment: Record<string, string> = {}, servers: Record<string, string[]> = {}, idle: Idle = {}) => {
    const log: string[] = [];
    const events = new EventEmitter();
    const drawn: { type: string; d?: boolean }[] = [];
    const nodes = { eachNode: (look: (node: object) => void) => { drawn.forEach(look); } };
    const RED = { events, nodes, settings: {}, log: { warn: (text: string) => log.push(text), error: (text: string) => log.push(text) } } as unknown as NodeAPI;
    const clock = virtualClock();
    const cores: ReturnType<typeof fakeCore>[] = [];
    const host = new Host(RED, { clock, environment, makeCore: (kind) => { const core = fakeCore(kind, servers, log, idle); cores.push(core); return core; } });
    const node = (id: string): Node & { close(): void } => {
      const emitter = new EventEmitter();
      return Object.assign(emitter, { id, error: (text: string) => log.push(text), close: () => { emitter.emit('close'); } }) as unknown as Node & { close(): void };
    };
    const start = async (): Promise<void> => { events.emit('flows:started'); await clock.advanceAsync(0); };
    return { host, cores, RED, log, clock, drawn, events, node, start, names: () => cores.at(-1)?.configured.at(-1)?.map(({ name }) => name) };
  };
  const local = 'http://127.0.0.1:11434/v1';

  it('finds keys in the environment and servers on this machine, and looks again every minute', async () => {
    const servers: Record<string, string[]> = {};
    const { host, cores, node, start, names, clock } = setUp({ OPENAI_API_KEY: 'sk' }, servers);
    host.join(node('ask'));
    await start();
    assert.deepEqual(names(), ['OpenAI']);
    servers[local] = ['llama3', 'nomic-embed-text'];
    await clock.advanceAsync(60_000);
    assert.deepEqual(names(), ['OpenAI', 'Ollama']);
    assert.deepEqual(cores[0]?.configured.at(-1)?.[1]?.models, [
      { name: 'llama3', starter: true, price: { input: 0, output: 0 }, tags: ['local'] }, { name: 'nomic-embed-text', starter: false, price: { input: 0, output: 0 }, tags: ['local'] },
    ]);
    delete servers[local];
    await clock.advanceAsync(60_000);
    assert.deepEqual(names(), ['OpenAI']);
    await host.close();
    assert.equal(clock.pending(), 0);
  });

  it('ignores what it could find as soon as there is a provider', async () => {
    const { host, log, node, start, names } = setUp({ OPENAI_API_KEY: 'sk' }, { [local]: ['llama3'] });
    host.join(node('ask'));
    const provider = node('p');
    host.providers.add(provider, { name: 'Mine', vendor: 'openai', models: [{ name: 'x' }] });
    await start();
    assert.deepEqual(names(), ['Mine']);
    assert.deepEqual(log.filter((line) => line.startsWith('test')), []);
    provider.close();
    await start();
    assert.deepEqual(names(), ['OpenAI', 'Ollama']);
    await host.close();
  });

  it('finds nothing in the place of a provider whose settings are not valid, or that is disabled', async () => {
    const { host, log, node, start, names, drawn } = setUp({ OPENAI_API_KEY: 'sk' }, { [local]: ['llama3'] });
    host.join(node('ask'));
    const provider = node('p');
    host.providers.addBroken(provider, failure('bad_request', 'Its price is no number.'));
    await start();
    assert.deepEqual([names(), host.providers.whyNobody?.message], [[], 'Its price is no number.']);
    provider.close();
    drawn.push({ type: 'switchyard-provider', d: true });
    await start();
    assert.deepEqual([names(), log], [[], []]);
    assert.match(host.providers.whyNobody?.message ?? '', /Every provider is disabled/);
    drawn.pop();
    await start();
    assert.deepEqual([names(), host.providers.whyNobody], [['OpenAI', 'Ollama'], undefined]);
    await host.close();
  });

  it('takes a provider that is made anew under another id for no twin of the one that has closed', async () => {
    const { host, node, start, names } = setUp();
    const old = node('old');
    host.providers.add(old, { name: 'Mine', vendor: 'openai', key: 'a', models: [{ name: 'x' }] });
    await start();
    old.close();
    host.providers.add(node('new'), { name: 'mine', vendor: 'openai', key: 'b', models: [{ name: 'y' }] });
    assert.deepEqual([host.core && names(), host.providers.problemOf('new')], [['mine'], undefined]);
    await host.close();
  });

  it('looks for nothing when told so, and at other addresses when told so', async () => {
    const off = setUp({ OPENAI_API_KEY: 'sk', SWITCHYARD_DISCOVER: '0' }, { [local]: ['llama3'] });
    off.host.join(off.node('ask'));
    await off.start();
    assert.deepEqual([off.names(), off.log], [[], []]);
    const other = setUp({ SWITCHYARD_LOCAL: 'http://10.0.0.5:9000, our box=http://127.0.0.1:11434/v1/, nonsense' }, { 'http://10.0.0.5:9000/v1': ['m'], [local]: ['n'] });
    other.host.join(other.node('ask'));
    await other.start();
    assert.deepEqual(other.log, ['test http://10.0.0.5:9000/v1', `test ${local}`]);
    assert.deepEqual(other.names(), ['10.0.0.5:9000', 'our box']);
    await Promise.all([off.host.close(), other.host.close()]);
  });

  it('does not look while no node of ours is there', async () => {
    const { host, log, node, start, clock } = setUp();
    const ask = node('ask');
    host.join(ask);
    ask.close();
    await start();
    await clock.advanceAsync(120_000);
    assert.deepEqual(log, []);
    await host.close();
  });

  it('lets an early ask wait for the first list of models, but not for ever', async () => {
    const { host, node, clock, cores } = setUp({}, {});
    host.join(node('ask'));
    host.providers.add(node('p'), { name: 'Box', vendor: 'other-openai', address: 'http://box/v1' });
    let answer = (models: { name: string }[]): void => void models;
    void host.core;
    cores[0]!.test = () => new Promise((resolve) => { answer = (models) => resolve({ ok: true, models }); });
    (host as unknown as { started(): void }).started();
    let ready = false;
    void host.ready()?.then(() => { ready = true; });
    await clock.advanceAsync(1_000);
    assert.equal(ready, false);
    answer([{ name: 'm' }]);
    await clock.advanceAsync(0);
    assert.equal(ready, true);
    assert.equal(host.core.models().length, 1);
    assert.equal(host.ready(), undefined);
    await host.close();
  });

  it('goes over to another store with a new core, and lets the old one end its runs', async () => {
    let end = (): void => undefined;
    const { host, cores, log, node, start, clock } = setUp({ SWITCHYARD_DISCOVER: '0' }, {}, { embedded: new Promise((resolve) => { end = resolve; }) });
    const heard: string[] = [];
    host.listen((event) => heard.push(event.type));
    await start();
    const first = host.core;
    const store = node('s');
    assert.equal(host.addStore(store, 'memory'), true);
    assert.equal(host.addStore(node('s2'), 'memory'), false);
    await start();
    assert.notEqual(host.core, first);
    for (const core of cores) core.emit({ type: 'budget', atMs: 0, budget: 'b', who: 'w', spentMicros: 1, limitMicros: 1, state: 'near' });
    assert.deepEqual(heard, ['budget', 'budget']);
    assert.deepEqual(log, []);
    end();
    await clock.advanceAsync(0);
    assert.deepEqual(log, ['close embedded 0']);
    await host.close();
    assert.deepEqual(log, ['close embedded 0', 'close memory 0']);
    assert.equal(clock.pending(), 0);
  });

  it('outlives a log handler that throws while a store does not close', async () => {
    const { host, cores, RED, node, start, clock } = setUp({ SWITCHYARD_DISCOVER: '0' });
    await start();
    void host.core;
    Object.assign(cores[0] as object, { close: () => Promise.reject(new Error('the disk is gone')) });
    RED.log.warn = () => { throw new Error('the handler failed'); };
    const warned = new Promise<Error>((resolve) => { process.once('warning', resolve); });
    host.addStore(node('s'), 'memory');
    await start();
    assert.match((await warned).message, /A log handler of Node-RED's settings failed: Error: the handler failed/);
    await host.close();
    assert.equal(clock.pending(), 0);
  });

  it('closes another store\'s core after ten minutes, whatever still runs there', async () => {
    const { host, log, node, start, clock } = setUp({ SWITCHYARD_DISCOVER: '0' }, {}, { embedded: new Promise(() => undefined) });
    await start();
    host.addStore(node('s'), 'memory');
    await start();
    await clock.advanceAsync(599_999);
    assert.deepEqual(log, []);
    await clock.advanceAsync(1);
    assert.deepEqual(log, ['close embedded 0']);
    await host.close();
  });

  it('takes a store\'s core back when it is chosen again while its runs go on, however often', async () => {
    let end = (): void => undefined;
    const { host, cores, log, node, start, clock } = setUp({ SWITCHYARD_DISCOVER: '0' }, {}, { embedded: new Promise((resolve) => { end = resolve; }) });
    await start();
    const first = host.core;
    let store = node('s');
    for (let times = 0; times < 3; times++) {
      host.addStore(store, 'memory');
      await start();
      assert.notEqual(host.core, first);
      store.close();
      const provider = node('p');
      host.providers.add(provider, { name: `Mine ${times}`, vendor: 'openai', models: [{ name: 'x' }] });
      host.addStore(store = node('s'), 'embedded');
      await start();
      assert.equal(host.core, first);
      assert.deepEqual(cores[0]?.configured.at(-1)?.map(({ name }) => name), [`Mine ${times}`], 'it knows what was deployed meanwhile');
      store.close();
      provider.close();
      store = node('s');
    }
    end();
    await clock.advanceAsync(600_000);
    assert.deepEqual(log.filter((line) => line.includes('embedded')), [], 'it is the chosen one');
    await host.close();
    assert.equal(clock.pending(), 0);
  });

  it('waits with a store that is chosen again in the moment in which it closes', async () => {
    let closed = (): void => undefined;
    const { host, cores, node, start, clock } = setUp({ SWITCHYARD_DISCOVER: '0' });
    await start();
    cores[0]!.close = () => new Promise((resolve) => { closed = resolve; });
    let store = node('s');
    host.addStore(store, 'memory');
    await start();
    const memory = host.core;
    store.close();
    host.addStore(store = node('s'), 'embedded');
    await start();
    assert.equal(host.core, memory);
    closed();
    await clock.advanceAsync(0);
    assert.notEqual(host.core, memory);
    assert.equal(cores.length, 3);
    assert.deepEqual(cores[2]?.configured.length, 1);
    await host.close();
  });

  it('keeps providers and store between the end of a deploy\'s old nodes and the start of the new ones', async () => {
    const { host, cores, log, node, start, names, clock } = setUp({ OPENAI_API_KEY: 'sk' });
    host.join(node('ask'));
    const provider = node('p');
    const store = node('s');
    host.providers.add(provider, { name: 'Mine', vendor: 'openai', models: [{ name: 'x' }] });
    host.addStore(store, 'memory');
    await start();
    const { core } = host;
    provider.close();
    store.close();
    await clock.advanceAsync(60_000);
    assert.equal(host.core, core);
    assert.deepEqual([names(), host.providers.nameOf('p')], [['Mine'], 'Mine']);
    host.providers.add(node('p'), { name: 'Mine, renamed', vendor: 'openai', models: [{ name: 'x' }] });
    host.addStore(node('s'), 'memory');
    await start();
    assert.equal(host.core, core);
    assert.deepEqual([cores.length, names(), log], [1, ['Mine, renamed'], []]);
    await host.close();
  });

  it('lets an answer wait for the nodes that a deploy is about to start, but not for ever', async () => {
    const { host, start, clock, events } = setUp({ SWITCHYARD_DISCOVER: '0' });
    await start();
    assert.equal(host.restarts.wait(), undefined);
    events.emit('flows:stopping');
    let over = 0;
    void host.restarts.wait()?.then(() => { over++; });
    await clock.advanceAsync(1_000);
    assert.equal(over, 0);
    await start();
    assert.equal(over, 1);
    assert.equal(host.restarts.wait(), undefined);
    // Stopped by a person: nobody knows until when.
    events.emit('flows:stopping');
    void host.restarts.wait()?.then(() => { over++; });
    await clock.advanceAsync(20_000);
    assert.equal(over, 2);
    await host.close();
    assert.equal(clock.pending(), 0);
  });

  it('survives a look for models that fails at once', async () => {
    const { host, log, node, start, clock } = setUp({ SWITCHYARD_DISCOVER: '0' });
    host.join(node('ask'));
    await start();
    host.core.configure = () => { throw new Error('broken catalogue'); };
    host.providers.add(node('p'), { name: 'Mine', vendor: 'openai' });
    await clock.advanceAsync(60_000);
    assert.match(log.join(), /broken catalogue/);
    await host.close();
  });

  it('never stops Node-RED\'s start by an error of its own', async () => {
    const { host, log, start } = setUp({ SWITCHYARD_DISCOVER: '0' });
    void host.core;
    host.core.configure = () => { throw new Error('broken catalogue'); };
    await start();
    assert.match(log.join(), /broken catalogue/);
    await host.close();
  });

  it('drains for up to 10 s when the process is asked to stop, before others hear of it', async () => {
    const { host, log, start } = setUp({ SWITCHYARD_DISCOVER: '0' });
    await start();
    const order: string[] = [];
    const other = (): void => { order.push(host.stopping ? 'knows' : 'does not know'); };
    process.once('SIGTERM', other);
    process.emit('SIGTERM', 'SIGTERM');
    assert.deepEqual(order, ['knows']);
    // Stands for Node-RED, which ends the process itself: without anybody else, we would.
    const stays = (): void => undefined;
    process.on('SIGTERM', stays);
    await host.stopping;
    await new Promise((resolve) => setImmediate(resolve));
    process.off('SIGTERM', stays);
    assert.deepEqual(log, ['close embedded 10000']);
  });
});

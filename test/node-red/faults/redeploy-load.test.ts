import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { collectGarbage, countHandles, heapBytes, listenersOf, more, Remains, sizesOf, type Census, type Handles } from '../../kit/census';
import { longRun, times } from '../../kit/long-run';
import { realNodeRed, type RealNodeRed } from '../../kit/real-node-red';
import { scriptedProvider, type ScriptedProvider } from '../../kit/scripted-provider';
import { client, kinds, ours, wholeFlow, wordsOf } from './deploys';

const clients = 6;
const redeploys = times(10, 100);
const warmUp = times(4, 20);
const calmWithinMs = 15_000;
/**
 * A backstop for what is large. With each redeploy come about a dozen requests, whose cached answers and turns are kept (12 kB in
 * a long run); what a deploy could leave behind, nodes and responses, is counted one by one.
 */
const bytesARedeploy = times(150_000, 50_000);

describe('redeploys under load', function () {
  this.timeout(times(60_000, 600_000));
  let red: RealNodeRed;
  let provider: ScriptedProvider;
  let handles: Handles;
  const nodes = new Remains();
  const responses = new Remains();
  before(async () => {
    handles = countHandles();
    red = await realNodeRed();
    red.inside.server.on('request', (_request, response) => { responses.add(response); });
    provider = await scriptedProvider(async (call) => {
      for (const word of `${String(call.body.messages?.at(-1)?.content)} is answered once`.split(' ')) {
        call.text(`${word} `);
        await new Promise((resolve) => { setTimeout(resolve, 2); });
      }
      call.finish();
    });
  });
  after(async () => {
    handles.stop();
    await provider.close();
    await red.close();
  });

  let asked = 0;
  /** One after the other: streamed and whole, alone, in a conversation, and for the cache. */
  async function load(until: () => boolean): Promise<string[]> {
    const wrong: string[] = [];
    const one = async (): Promise<void> => {
      while (!until()) {
        const number = ++asked;
        const text = number % 5 === 0 ? `Again ${number % 7}` : `Question ${number}`;
        const answer = await client(red, text, { stream: number % 2 === 0, ...(number % 5 === 0 && { user: 'reader' }) }, number % 5 === 1 ? `session ${number % 3}` : undefined);
        if (wordsOf(answer) !== `${text} is answered once `) wrong.push(`${text}: ${wordsOf(answer)}`);
      }
    };
    await Promise.all(Array.from({ length: clients }, one));
    return wrong;
  }

  let version = 0;
  /** The kinds in turn; one node of ours after the other is another one, and now and then all are. */
  async function redeploy(): Promise<void> {
    version++;
    const node = ours[version % (ours.length + 1)];
    await red.deploy(wholeFlow(provider.address, { version, limit: 1_000, changed: node ? [node] : ours }), kinds[version % kinds.length]);
    for (const id of ours) nodes.add(red.inside.node(id) ?? assert.fail(id));
  }

  /** So many redeploys, each in the midst of requests. */
  async function underLoad(count: number): Promise<void> {
    let over = false;
    const loaded = load(() => over);
    for (let one = 0; one < count; one++) {
      const next = asked + 2 * clients;
      await redeploy();
      while (asked < next) await new Promise((resolve) => { setTimeout(resolve, 5); });
    }
    over = true;
    const wrong = await loaded;
    assert.equal(wrong.length, 0, `of ${asked} requests not answered, or not once: ${wrong.length}, such as ${wrong[0]}`);
    assert.deepEqual(red.log.filter((line) => /Nobody waits|dropped/.test(line)), []);
    const unique = provider.calls.map(({ body }) => String(body.messages?.at(-1)?.content)).filter((text) => text.startsWith('Question'));
    assert.equal(new Set(unique).size, unique.length, 'nothing is asked twice');
    provider.calls.length = 0;
    red.log.length = 0;
  }

  /** What there is while nothing is going on. */
  async function census(): Promise<Census> {
    provider.hangUpIdle();
    const resources: Census = {};
    for (const name of process.getActiveResourcesInfo()) resources[`active ${name}`] = (resources[`active ${name}`] ?? 0) + 1;
    const [host] = (globalThis as unknown as { [key: symbol]: Map<string, object> })[Symbol.for('@switchyard/node-red-llm-router/hosts')]?.values() ?? [];
    assert.ok(host);
    return {
      'nodes in memory': nodes.living(), 'responses in memory': responses.living(),
      ...resources, ...handles.now(), 'provider connections': await provider.connections(), routes: red.inside.httpNode._router?.stack.length ?? 0,
      ...listenersOf('process', process), ...listenersOf('Node-RED', red.inside.events), ...listenersOf('server', red.inside.server),
      ...sizesOf('host', host, new Set(['RED', 'machinery', 'snapshot', 'environment'])),
    };
  }

  /** What there is as soon as it is enough, or at last: what is about to end has its time. */
  async function calm(enough: (now: Census, last: Census) => boolean): Promise<Census> {
    const endMs = performance.now() + calmWithinMs;
    for (let last: Census = {}; ;) {
      await collectGarbage();
      const now = await census();
      if (enough(now, last) || performance.now() > endMs) return now;
      last = now;
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
  }

  /** Nothing changes any more. */
  function settled(): Promise<Census> {
    let same = 0;
    return calm((now, last) => {
      same = isDeepStrictEqual(now, last) ? same + 1 : 0;
      return same >= 8;
    });
  }

  it(`lose no request and answer none twice in ${redeploys} of them, and leave no timer, listener, socket or memory`, async () => {
    await redeploy();
    await underLoad(warmUp);
    const before = await settled();
    const heapBefore = heapBytes();
    await underLoad(redeploys);
    const after = await calm((now) => more(now, before).length === 0);
    assert.deepEqual(more(after, before), []);
    const grown = Math.round((heapBytes() - heapBefore) / redeploys);
    assert.ok(grown < bytesARedeploy, `${grown} bytes more with each redeploy`);
    if (longRun) console.log(`      ${asked} requests; the heap grew by ${grown} bytes a redeploy`);
  });
});

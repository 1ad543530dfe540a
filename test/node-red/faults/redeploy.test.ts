import assert from 'node:assert/strict';
import { once } from 'node:events';
import { gate } from '../../kit/gate';
import { realNodeRed, type RealNodeRed } from '../../kit/real-node-red';
import { scriptedProvider, type ScriptedProvider } from '../../kit/scripted-provider';
import { askedToClose, folderWithSlowNode } from '../../kit/slow-to-close';
import { called } from '../flows/canvas';
import { client, kinds, Listener, longAnswer, ours, ways, wholeFlow, wordsOf, type DeployKind, type Wanted } from './deploys';

describe('a redeploy', function () {
  this.timeout(30_000);
  let red: RealNodeRed;
  let provider: ScriptedProvider;
  let version = 0;
  const cameToServer = async (count: number): Promise<void> => { for (let one = 0; one < count; one++) await once(red.inside.server, 'request'); };
  before(async () => { red = await realNodeRed({ nodesDir: folderWithSlowNode() }); });
  after(() => red.close());
  beforeEach(async () => { provider = await scriptedProvider(ways()); });
  afterEach(() => provider.close());

  /** Every node of ours is another each time, so that none is left as it was. With `slow`, there is a node that a deploy must wait for. */
  const deploy = (kind: DeployKind, more: Wanted = {}, slow = false): Promise<void> =>
    red.deploy([...wholeFlow(provider.address, { version: ++version, ...more }), ...(slow ? [{ id: 'slow', type: 'slow-to-close', name: `${version}`, wires: [] }] : [])], kind);

  for (const kind of kinds) {
    it(`of kind "${kind}" lets answers go on before, during and after it, every word once`, async () => {
      const gates = { before: gate(), during: gate() };
      provider.script(ways(gates));
      await deploy('full', {}, true);
      const listener = new Listener();
      const streamed = client(red, 'long, streamed', { stream: true }, undefined, listener.hear);
      const whole = client(red, 'long, whole');
      await Promise.all([called(provider, 2), listener.until('before19 ')]);
      const asked = askedToClose();
      const deployed = deploy(kind);
      const close = await asked;
      // All nodes are closed now, and none of the new ones is there.
      gates.before.open();
      await listener.until('during19 ');
      close();
      await deployed;
      gates.during.open();
      assert.equal(wordsOf(await streamed), longAnswer);
      assert.equal(wordsOf(await whole), longAnswer);
      assert.equal(provider.calls.length, 2);
      assert.equal(provider.aborts, 0);
    });

    it(`of kind "${kind}" lets those who come in its midst wait for the new nodes`, async () => {
      for (const changed of [ours, ['router'], ['door']]) {
        await deploy('full', { changed: [] }, true);
        const asked = askedToClose();
        const deployed = deploy(kind, { changed });
        const close = await asked;
        const answers = [client(red, 'Hi', { stream: true }), client(red, 'Ho')];
        await cameToServer(2);
        close();
        await deployed;
        assert.deepEqual((await Promise.all(answers)).map(wordsOf), ['one: Hi', 'one: Ho']);
      }
    });

    it(`of kind "${kind}" keeps budgets, health, memory and cache`, async () => {
      const flow: Wanted = { provider: `Provider of ${kind}`, use: ['broken', 'limited', 'one'] };
      const own = `${kind}-`;
      const callsTo = (model: string): number => provider.calls.filter(({ body }) => body.model === model).length;
      const ask = async (text: string, more: Record<string, unknown> = {}, session?: string): Promise<string> => wordsOf(await client(red, text, more, session));
      await deploy('full', flow);
      for (let one = 0; callsTo('broken') < 5; one++) assert.equal(await ask(`Hi ${one}`), `one: Hi ${one}`);
      assert.ok(callsTo('limited') > 0);
      await ask('My name is Ada', {}, `${own}session`);
      assert.equal(await ask('spend', { user: `${own}spender` }), 'dear');
      await ask('A question for the cache', { user: `${own}reader` });
      const [broken, limited] = [callsTo('broken'), callsTo('limited')];

      await deploy(kind, flow);
      assert.equal(await ask('Who am I?', {}, `${own}session`), 'one: Who am I?');
      assert.deepEqual(provider.calls.at(-1)?.body.messages?.map(({ content }) => content), ['My name is Ada', 'one: My name is Ada', 'Who am I?']);
      assert.match(await ask('spend more', { user: `${own}spender` }), /^402 .*is used up/);
      const before = provider.calls.length;
      assert.equal(await ask('A question for the cache', { user: `${own}reader` }), 'one: A question for the cache');
      assert.equal(provider.calls.length, before, 'the cache was hit');
      assert.equal(await ask('Hi again'), 'one: Hi again');
      assert.deepEqual([callsTo('broken'), callsTo('limited')], [broken, limited], 'the models that failed stay avoided');
    });
  }
});

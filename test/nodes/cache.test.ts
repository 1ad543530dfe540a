import assert from 'node:assert/strict';
import type { CacheWish } from '../../src/decide/plan';
import { hosts } from '../../nodes/kit/host';
import { planOf } from '../../nodes/kit/message';
import { helper, load, next, providerNode, withHelper } from '../kit/node-helper';
import { scriptedProvider, type ScriptedProvider } from '../kit/scripted-provider';

describe('cache', () => {
  withHelper();
  let provider: ScriptedProvider;
  beforeEach(async () => { provider = await scriptedProvider(); });
  afterEach(() => provider.close());

  const ends = ['wished', 'out', 'failed'].map((id) => ({ id, type: 'helper' }));
  const flow = (more: Record<string, unknown> = {}, ask: Record<string, unknown> = {}): Record<string, unknown>[] => [
    providerNode(provider.address), { id: 'cache', type: 'switchyard-cache', wires: [['wished', 'ask']], ...more },
    { id: 'ask', type: 'switchyard-ask', wires: [['out'], ['failed']], ...ask }, ...ends,
  ];

  async function wish(msg: Record<string, unknown>): Promise<CacheWish> {
    const wished = next('wished');
    helper.getNode('cache').receive({ payload: 'Hello', ...msg });
    return planOf(await wished)[0] as CacheWish;
  }
  async function ask(msg: Record<string, unknown>): Promise<{ cached: unknown; payload: unknown }> {
    const out = next('out');
    helper.getNode('cache').receive({ payload: 'Hello', ...msg });
    const { llm, payload } = await out;
    return { cached: llm?.cached, payload };
  }

  it('answers the same question of the same user once', async () => {
    await load(flow());
    assert.deepEqual(await ask({ user: 'ada' }), { cached: false, payload: 'one: Hello' });
    assert.deepEqual(await ask({ user: 'ada' }), { cached: true, payload: 'one: Hello' });
    assert.equal((await ask({ user: 'bob' })).cached, false);
    assert.equal(provider.calls.length, 2);
  });

  it('lets the message pass though its counts cannot be read', async () => {
    await load(flow());
    for (const host of hosts.values()) host.core.cacheCounts = () => Promise.reject(new Error('The store is down.'));
    assert.equal((await wish({ user: 'ada' })).cache, 'default');
  });

  it('never mixes up two asks with other instructions', async () => {
    await load([...flow({ wires: [['wished', 'ask', 'ask2']] }, { instructions: 'A' }), { id: 'ask2', type: 'switchyard-ask', instructions: 'B', wires: [['out2'], []] }, { id: 'out2', type: 'helper' }]);
    provider.script((call) => { call.text(String(call.body.messages?.[0]?.content)); call.finish(); });
    for (let round = 0; round < 2; round++) {
      const both = Promise.all([next('out'), next('out2')]);
      helper.getNode('cache').receive({ payload: 'Hello', user: 'ada' });
      assert.deepEqual((await both).map(({ payload }) => payload), ['A', 'B']);
    }
  });

  it('shares by what the dialog says', async () => {
    for (const [sharedBy, msg, expected] of [
      ['user or session', { user: 'ada', sessionId: 's' }, 'user:ada'],
      ['user or session', { sessionId: 's' }, 'session:s'],
      ['user or session', {}, 'flow:tab'],
      ['everyone', {}, 'everyone'],
      ['user', { user: { username: 'ada' } }, 'user:ada'],
      ['user', {}, undefined],
      ['session', { _session: { id: 'ws1' } }, 'session:ws1'],
      ['client key', {}, undefined],
      ['msg', { topic: 'support' }, 'topic:support'],
      ['msg', { topic: { a: 1 } }, undefined],
    ] as const) {
      await load(flow({ sharedBy, keepForMinutes: '2' }));
      const found = await wish(msg);
      assert.equal(found.sharedBy, expected, `${sharedBy} ${JSON.stringify(msg)}`);
      assert.equal(found.keepForMs, 120_000);
      await helper.unload();
    }
  });

  it('does not cache for an HTTP client that nobody knows', async () => {
    await load(flow());
    const { EventEmitter } = await import('node:events');
    const _res = Object.assign(new EventEmitter(), { writeHead: () => undefined, headersSent: false, writableEnded: false, destroyed: false, closed: false });
    assert.equal((await wish({ res: { _res } })).sharedBy, undefined);
    _res.emit('close');
  });
});

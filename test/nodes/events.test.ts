import assert from 'node:assert/strict';
import { helper, load, next, providerNode, withHelper } from '../kit/node-helper';
import { scriptedProvider, type ScriptedProvider } from '../kit/scripted-provider';
import type { Message } from '../../nodes/kit/message';

describe('events', () => {
  withHelper();
  let provider: ScriptedProvider;
  beforeEach(async () => { provider = await scriptedProvider(); });
  afterEach(() => provider.close());

  const flow = (more: Record<string, unknown> = {}): Record<string, unknown>[] => [
    providerNode(provider.address), { id: 'ask', name: 'Helper', type: 'switchyard-ask', wires: [['out'], ['out']] }, { id: 'ask2', type: 'switchyard-ask', wires: [['out'], ['out']] },
    { id: 'out', type: 'helper' }, { id: 'events', type: 'switchyard-events', wires: [['told']], ...more }, { id: 'told', type: 'helper' },
  ];

  /** All events that an ask's message brings, up to its end. */
  async function heard(id: string, untilTopic = 'done'): Promise<Message[]> {
    const all: Message[] = [];
    helper.getNode(id).receive({ payload: 'secret prompt' });
    for (let last = await next('told'); ; last = await next('told')) {
      all.push(last);
      if (last.topic === untilTopic) return all;
    }
  }

  it('tells of the decision, each attempt and the end, with what it cost, and no prompt', async () => {
    await load(flow());
    const all = await heard('ask');
    assert.deepEqual(all.map(({ topic }) => topic), ['decision', 'attempt', 'done']);
    const [decision, attempt, done] = all.map(({ payload }) => payload as Record<string, unknown>);
    assert.equal((decision?.candidates as unknown[]).length, 2);
    assert.equal(attempt?.cost, 0.00002);
    assert.deepEqual(attempt?.tokens, { in: 10, out: 5 });
    assert.equal(done?.outcome, 'answered');
    assert.deepEqual(done?.ask, { id: 'ask', name: 'Helper' });
    assert.match(String(done?.at), /^\d{4}-\d\d-\d\dT/);
    assert.doesNotMatch(JSON.stringify(all), /secret prompt/);
  });

  it('tells the code of a failure', async () => {
    await load(flow({ what: ['done'] }));
    provider.script((call) => call.reply(401, { error: { message: 'no' } }));
    const [done] = await heard('ask');
    assert.equal(((done?.payload as { error: { code: string } }).error).code, 'LLM_BAD_KEY');
  });

  it('keeps to what and whom it is for', async () => {
    await load(flow({ what: ['done'], from: ['ask2'] }));
    const out = next('out');
    helper.getNode('ask').receive({ payload: 'x' });
    await out;
    const all = await heard('ask2');
    assert.deepEqual(all.map(({ payload }) => (payload as { ask: { id: string } }).ask.id), ['ask2']);
  });

  it('tells when a budget is used up', async () => {
    await load([...flow({ what: ['budget'] }), { id: 'guard', type: 'switchyard-cost-guard', limit: 0.001, wires: [['ask'], []] }]);
    provider.script((call) => { call.text('x'); call.finish('stop', { prompt_tokens: 50, completion_tokens: 500 }); });
    const told = next('told');
    helper.getNode('guard').receive({ payload: 'x', llm: {} });
    const { payload } = await told;
    const { budget, who, limit } = payload as Record<string, unknown>;
    assert.deepEqual({ budget, who, limit }, { budget: 'default', who: 'everyone', limit: 0.001 });
  });
});

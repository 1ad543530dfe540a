import assert from 'node:assert/strict';
import type { BudgetWish } from '../../src/decide/plan';
import { planOf } from '../../nodes/kit/message';
import { first, helper, load, next, providerNode, raised, withHelper } from '../kit/node-helper';
import { scriptedProvider, type ScriptedProvider } from '../kit/scripted-provider';

describe('cost guard', () => {
  withHelper();
  let provider: ScriptedProvider;
  beforeEach(async () => { provider = await scriptedProvider(); });
  afterEach(() => provider.close());

  const ends = ['within', 'over', 'out', 'failed'].map((id) => ({ id, type: 'helper' }));
  const guard = (more: Record<string, unknown> = {}): Record<string, unknown> => ({ id: 'guard', type: 'switchyard-cost-guard', limit: 0.001, wires: [['within', 'ask'], ['over']], ...more });
  const flow = (more: Record<string, unknown> = {}, ...others: Record<string, unknown>[]): Record<string, unknown>[] => [
    providerNode(provider.address), guard(more), { id: 'ask', type: 'switchyard-ask', maxAnswer: 50, wires: [['out'], ['failed']] }, ...ends, ...others,
  ];
  const send = (msg: Record<string, unknown> = {}, id = 'guard'): void => helper.getNode(id).receive({ payload: 'Hello', ...msg });

  /** Spends $0.00105 of the default budget: 50 + 500 tokens at $1 and $2 a million. */
  async function spend(msg: Record<string, unknown> = {}): Promise<void> {
    provider.script((call) => { call.text('x'); call.finish('stop', { prompt_tokens: 50, completion_tokens: 500 }); });
    const out = first('out', 'failed');
    send(msg);
    assert.equal((await out)[0], 'out');
  }

  it('wishes for its budget in micro-dollars, and keeps a cheap rule near the end', async () => {
    await load(flow({ limit: '2.5', per: 'month', timeZone: 'Europe/Berlin', nearAtPercent: '60', onlyUpTo: '0.5', for: 'user' }));
    const within = next('within');
    send({ user: 'ada' });
    const { node: _node, ...wish } = planOf(await within)[0] as BudgetWish;
    assert.deepEqual(wish, {
      do: 'budget', budget: 'default', limitMicros: 2_500_000, per: 'month', timeZone: 'Europe/Berlin', who: 'user:ada', nearAt: 0.6, onlyUpTo: 500_000, unknownPrice: 'block',
    });
  });

  it('lets through what is within, and sends the next out by its second port', async () => {
    await load(flow());
    await spend();
    const ended = first('within', 'over');
    send();
    const [port, msg] = await ended;
    assert.equal(port, 'over');
    assert.equal((msg.error as { code: string }).code, 'LLM_OVER_BUDGET');
    assert.equal(msg.statusCode, 402);
    assert.equal(msg.payload, 'Hello');
    assert.equal(msg.llm?.outcome, 'over budget');
  });

  it('raises an error for Catch where the second port has no wire', async () => {
    await load([...flow({ wires: [['ask'], []] }), { id: 'catcher', type: 'catch', scope: null, wires: [['caught']] }, { id: 'caught', type: 'helper' }]);
    await spend();
    const caught = next('caught');
    send();
    assert.equal(((await caught).error as { code: string }).code, 'LLM_OVER_BUDGET');
  });

  it('counts each user, session and message property apart, and the unknown together', async () => {
    await load(flow({ for: 'user' }));
    await spend({ user: 'ada' });
    const open = first('within', 'over');
    send({ user: { id: 'bob' } });
    assert.equal((await open)[0], 'within');
    await next('out');
    const shut = first('within', 'over');
    send({ user: 'ada' });
    assert.equal((await shut)[0], 'over');
    const unknown = next('within');
    send();
    assert.equal((planOf(await unknown)[0] as BudgetWish).who, 'unknown user');
  });

  it('is shared by name, by a copy with another id', async () => {
    await load(flow({}, guard({ id: 'copy' })));
    await spend();
    const ended = first('within', 'over');
    send({}, 'copy');
    assert.equal((await ended)[0], 'over');
  });

  it('does not leave early where a cache may answer for nothing', async () => {
    await load(flow());
    await spend();
    const ended = first('within', 'over');
    send({ llm: { plan: [{ do: 'cache', node: 'c', cache: 'default', keepForMs: 1000, sharedBy: 'everyone' }] } });
    assert.equal((await ended)[0], 'within');
  });

  it('lets a person\'s approval pass only where the dialog allows it', async () => {
    await load(flow({ allowApproval: true }, guard({ id: 'strict' })));
    await spend();
    const approved = first('within', 'over');
    send({ llm: { approved: ['other', 'default'] }, error: { code: 'LLM_OVER_BUDGET', message: 'used up' }, statusCode: 402 });
    const [port, msg] = await approved;
    assert.equal(port, 'within');
    assert.equal((planOf(msg)[0] as BudgetWish).approved, true);
    assert.equal(msg.error, undefined);
    assert.equal(msg.statusCode, undefined);
    const refused = first('within', 'over');
    send({ llm: { approved: 'default' } }, 'strict');
    assert.equal((await refused)[0], 'over');
  });

  it('shows what is spent once the answer has come, and what is held apart from it', async () => {
    await load(flow());
    const shown: string[] = [];
    let told = (): void => undefined;
    helper.getNode('guard').on('call:status' as never, ((call: { args: [{ text?: string; fill?: string }] }) => { shown.push(`${call.args[0].fill} ${call.args[0].text}`); told(); }) as never);
    const saying = async (words: string): Promise<void> => { while (shown.at(-1) !== words) await new Promise<void>((resolve) => { told = resolve; }); };
    let asked = (): void => undefined;
    let goOn = (): void => undefined;
    const underWay = new Promise<void>((resolve) => { asked = resolve; });
    const leave = new Promise<void>((resolve) => { goOn = resolve; });
    provider.script(async (call) => { asked(); await leave; call.text('x'); call.finish('stop', { prompt_tokens: 50, completion_tokens: 200 }); });
    send();
    await underWay;
    send();
    await saying('green $0.00 of $0.0010, $0.0001 held');
    goOn();
    await saying('yellow $0.0009 of $0.0010');
  });

  it('says which time zone does not exist', async () => {
    await load(flow({ timeZone: 'Mars/Olympus' }));
    const error = raised('guard');
    send();
    assert.match((await error).message, /no time zone 'Mars\/Olympus'/);
  });
});

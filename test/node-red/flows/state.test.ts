import assert from 'node:assert/strict';
import { echo } from '../../kit/scripted-provider';
import { realNodeRed, type RealNodeRed } from '../../kit/real-node-red';
import { scriptedProvider } from '../../kit/scripted-provider';
import { openAi, providerNode, question } from '../door';
import { canvas, costs, errorIn, node, wholeText, withTakers } from './canvas';

describe('budgets, caches and memories in flows', () => {
  const here = canvas();
  /** A budget of one cent, which one answer uses up. */
  const guard = (id: string, wires: string[][], more: Record<string, unknown> = {}): Record<string, unknown> =>
    node.guard(id, wires, { budget: here.own, limit: 0.01, onlyUpTo: '', ...more });
  const ask = (id = 'ask', out = 'out'): Record<string, unknown> => node.ask(id, [[out], ['failed']], { maxAnswer: 10 });

  it('shares a budget among the instances of a subflow', async () => {
    here.provider.script(costs(0.01));
    await here.deploy([
      { id: 'sub', type: 'subflow', name: 'Guarded', info: '', in: [{ x: 0, y: 0, wires: [{ id: 'inner' }] }], out: [{ x: 0, y: 0, wires: [{ id: 'innerAsk', port: 0 }] }, { x: 0, y: 0, wires: [{ id: 'inner', port: 1 }] }] },
      { ...guard('inner', [['innerAsk'], []]), z: 'sub', x: 0, y: 0 }, { ...node.ask('innerAsk', [[], []], { maxAnswer: 10 }), z: 'sub', x: 0, y: 0 },
      { id: 'first', type: 'subflow:sub', wires: [['out'], ['over']] }, { id: 'second', type: 'subflow:sub', wires: [['out'], ['over']] },
    ]);
    assert.equal((await here.after('out', () => here.red.send('first', { payload: 'Hi' }))).payload, 'dear');
    assert.equal((await here.after('over', () => here.red.send('second', { payload: 'Hi' }))).error?.code, 'LLM_OVER_BUDGET');
  });

  it('keeps the spend of a guard that is copied and pasted', async () => {
    here.provider.script(costs(0.01));
    await here.deploy([guard('guard', [['ask'], ['over']]), ask()]);
    await here.after('out', () => here.red.send('guard', { payload: 'Hi' }));
    await here.deploy([guard('copy', [['ask2'], ['over']]), ask('ask2')]);
    assert.match((await here.after('over', () => here.red.send('copy', { payload: 'Hi' }))).error?.message ?? '', /is used up: \$0\.01/);
    await here.deploy([guard('other', [['ask2'], ['over']], { budget: `${here.own} other` }), ask('ask2')]);
    assert.equal((await here.after('out', () => here.red.send('other', { payload: 'Hi' }))).payload, 'dear');
  });

  it('tells the Catch nodes of a budget that is used up only where nothing is wired to "over"', async () => {
    const over = async (wire: string[], expected: string): Promise<Record<string, unknown>> => {
      await here.deploy([guard('guard', [['ask'], wire], { limit: 0 }), ask(), node.code('probe', 'node.error("probe", msg);', [[]]), node.catcher()]);
      return here.after(expected, () => here.red.send('guard', { payload: 'Hi' }));
    };
    const caught = await over([], 'caught');
    assert.equal((caught.error as { code: string }).code, 'LLM_OVER_BUDGET');
    assert.equal((caught.error as { source: { id: string } }).source.id, 'guard');
    assert.equal(caught.payload, 'Hi');
    here.red.forget();
    const sent = await over(['over'], 'over');
    assert.equal((sent.error as { code: string }).code, 'LLM_OVER_BUDGET');
    assert.equal(sent.statusCode, 402);
    // What the guard had raised would have come before this.
    await here.after('caught', () => here.red.send('probe', {}));
    assert.deepEqual(here.red.taken('caught').map((msg) => (msg.error as { message: string }).message), ['probe']);
    assert.equal(here.provider.calls.length, 0);
  });

  it('lets no race past a budget: of many at once only what fits is sent', async () => {
    here.provider.script(costs(0.002));
    await here.deploy([guard('guard', [['ask'], ['failed']]), node.ask('ask', [['out'], ['failed']], { maxAnswer: 1000 })]);
    for (let one = 0; one < 40; one++) here.red.send('guard', { payload: `Hi ${one}` });
    while (here.red.taken('out').length + here.red.taken('failed').length < 40) await Promise.race([here.red.next('out'), here.red.next('failed')]);
    const spent = here.red.taken('out').length * 0.002;
    assert.ok(spent > 0 && spent <= 0.012, `$${spent} spent of $0.01`);
    for (const msg of here.red.taken('failed')) assert.equal((msg.error as { code: string }).code, 'LLM_OVER_BUDGET');
  });

  it('lets a person approve what goes over the budget, while the client waits', async () => {
    here.provider.script(costs(0.01));
    await here.deploy([
      node.endpoint('door', [['guard']]), guard('guard', [['ask'], ['person']], { allowApproval: true }), node.ask('ask', [['reply'], ['reply']], { maxAnswer: 10 }), node.reply(),
      { id: 'approve', type: 'change', rules: [{ t: 'set', p: 'llm.approved', pt: 'msg', to: here.own, tot: 'str' }], wires: [['guard']] },
      node.code('person', 'flow.set("open", msg); return msg;', [['asked']]), node.code('yes', 'return flow.get("open");', [['approve']]),
    ]);
    assert.equal(await wholeText(await here.chat(question('Hi'))), 'dear');
    const asked = here.red.next('asked');
    const second = here.chat(question('Once more?'));
    await asked;
    here.red.send('yes', {});
    assert.equal(await wholeText(await second), 'dear');
    const third = here.red.next('asked');
    const response = here.chat(question('And again?'));
    await third;
    // One approval lifts one request, not the budget.
    assert.equal(here.provider.calls.length, 2);
    here.red.send('yes', {});
    await response;
  });

  it('keeps to a hard guard behind a soft one on the same budget, whatever a person has approved', async () => {
    here.provider.script(costs(0.01));
    // Behind a cache the guards let everything through: the ask alone decides.
    await here.deploy([
      node.cache('cache', [['soft']], { cache: here.own }), guard('soft', [['hard'], []], { allowApproval: true }),
      guard('hard', [['ask'], []], { limit: 0.03 }), ask(),
    ]);
    const answered = async (number: number): Promise<boolean> => {
      const ended = Promise.race(['out', 'failed'].map(async (name) => { await here.red.next(name); return name === 'out'; }));
      here.red.send('cache', { payload: `Hi ${number}`, llm: { approved: here.own } });
      return ended;
    };
    assert.deepEqual([await answered(1), await answered(2), await answered(3)], [true, true, true]);
    assert.equal(await answered(4), false);
    assert.equal((here.red.taken('failed')[0]?.error as { code: string }).code, 'LLM_OVER_BUDGET');
  });

  it('takes no approval that the guard does not allow', async () => {
    await here.deploy([guard('guard', [['ask'], ['over']], { limit: 0 }), ask()]);
    assert.equal((await here.after('over', () => here.red.send('guard', { payload: 'Hi', llm: { approved: here.own } }))).error?.code, 'LLM_OVER_BUDGET');
  });

  it('keeps budgets of users apart', async () => {
    here.provider.script(costs(0.01));
    await here.deploy([guard('guard', [['ask'], ['over']], { for: 'user' }), ask()]);
    await here.after('out', () => here.red.send('guard', { payload: 'Hi', user: 'ada' }));
    assert.equal((await here.after('over', () => here.red.send('guard', { payload: 'Hi', user: 'ada' }))).error?.code, 'LLM_OVER_BUDGET');
    assert.equal((await here.after('out', () => here.red.send('guard', { payload: 'Hi', user: 'bob' }))).payload, 'dear');
  });

  it('never swaps the cached answers of two asks with different instructions', async () => {
    here.provider.script((call) => { call.text(`${String(call.body.messages?.[0]?.content)} says hello`); call.finish(); });
    await here.deploy([
      node.cache('cache', [['pirate', 'poet']], { cache: here.own }),
      node.ask('pirate', [['fromPirate'], []], { instructions: 'Pirate' }), node.ask('poet', [['fromPoet'], []], { instructions: 'Poet' }),
    ]);
    for (const cached of [false, true]) {
      here.red.forget();
      here.red.send('cache', { payload: 'Hi' });
      for (const [name, text] of [['fromPirate', 'Pirate says hello'], ['fromPoet', 'Poet says hello']] as const) {
        const [msg] = await here.arrived(name, 1);
        assert.equal(msg?.payload, text);
        assert.equal(msg?.llm?.cached, cached);
      }
    }
    assert.equal(here.provider.calls.length, 2);
  });

  it('never gives a cached answer to another user, and none to a client that does not say who it is', async () => {
    await here.deploy([node.cache('cache', [['ask']], { cache: here.own }), ask(), node.endpoint('door', [['cache2']]), node.cache('cache2', [['ask2']], { cache: here.own }), node.ask('ask2', [['reply'], ['reply']]), node.reply()]);
    const cached = async (user: string): Promise<boolean | undefined> => (await here.after('out', () => here.red.send('cache', { payload: 'Hi', user }))).llm?.cached;
    assert.deepEqual([await cached('ada'), await cached('ada'), await cached('bob')], [false, true, false]);
    const llm = async (more: Record<string, unknown>): Promise<unknown> => (await (await here.chat(question('Hi', more))).json() as { llm: { cached: boolean } }).llm.cached;
    assert.deepEqual([await llm({}), await llm({}), await llm({ user: 'eve' }), await llm({ user: 'eve' })], [false, false, false, true]);
  });

  it('stores nothing where no session is known, and says so', async () => {
    await here.deploy([node.memory('memory', [['ask']], { memory: here.own }), ask(), node.statuses()]);
    const shown = (): unknown => here.red.taken('status').map((msg) => msg.status as { text?: string; source: { id: string } }).findLast(({ source }) => source.id === 'memory')?.text;
    await here.after('out', () => here.red.send('memory', { payload: 'My name is Ada' }));
    while (shown() !== 'no session') await here.red.next('status');
    await here.after('out', () => here.red.send('memory', { payload: 'Who am I?' }));
    assert.deepEqual(here.provider.calls.map(({ body }) => body.messages?.length), [1, 1]);
  });

  it('remembers a conversation by its session, and forgets it when told', async () => {
    await here.deploy([node.memory('memory', [['ask']], { memory: here.own }), ask()]);
    const say = async (payload: string, more: Record<string, unknown> = {}): Promise<number | undefined> => {
      await here.after('out', () => here.red.send('memory', { payload, sessionId: 's1', ...more }));
      return here.provider.calls.at(-1)?.body.messages?.length;
    };
    assert.deepEqual([await say('one'), await say('two'), await say('three', { sessionId: 's2' }), await say('four', { reset: true })], [1, 3, 1, 1]);
  });

  it('gives dashboards and websockets a conversation each', async () => {
    await here.deploy([node.memory('memory', [['ask']], { memory: here.own }), ask()]);
    for (const from of [{ _session: { type: 'websocket', id: 'w' } }, { _client: { socketId: 'd' } }]) {
      for (const turns of [1, 3]) {
        await here.after('out', () => here.red.send('memory', { payload: 'Hi', ...from }));
        assert.equal(here.provider.calls.at(-1)?.body.messages?.length, turns);
      }
    }
  });
});

describe('what survives a restart of Node-RED', () => {
  it('keeps budgets, cached answers and conversations', async function () {
    this.timeout(60_000);
    const provider = await scriptedProvider((call, number) => (number === 1 ? costs(0.01)(call, number) : echo(call, number)));
    const flow = withTakers([
      providerNode(provider.address), node.guard('guard', [['ask'], ['over']], { budget: 'kept', limit: 0.01 }), node.memory('memory', [['ask']]), node.cache('cache', [['ask']]),
      node.ask('ask', [['out'], ['failed']], { maxAnswer: 10 }),
    ]);
    let red: RealNodeRed = await realNodeRed();
    const send = async (to: string, from: string): Promise<Record<string, unknown>> => {
      const next = red.next(from);
      red.send(to, { payload: 'Hi', sessionId: 's' });
      await next;
      return red.taken(from).at(-1) as Record<string, unknown>;
    };
    await red.deploy(flow);
    await send('guard', 'out');
    await send('memory', 'out');
    await send('cache', 'out');
    const { userDir } = red;
    await red.close();
    red = await realNodeRed({ userDir });
    await red.deploy(flow);
    assert.equal(((await send('guard', 'over')).error as { code: string }).code, 'LLM_OVER_BUDGET');
    assert.equal(((await send('cache', 'out')).llm as { cached: boolean }).cached, true);
    await send('memory', 'out');
    assert.deepEqual(provider.calls.map(({ body }) => body.messages?.length), [1, 1, 1, 3]);
    await red.close();
    await provider.close();
  });
});

describe('budgets at the endpoint', () => {
  const here = canvas();

  it('tells a client 402 with the budget and the remedy', async () => {
    await here.deploy([node.endpoint('door', [['guard']]), node.guard('guard', [['ask'], ['reply']], { budget: here.own, limit: 0 }), node.ask('ask', [['reply'], ['reply']]), node.reply()]);
    const response = await openAi(here.red, question('Hi'));
    assert.equal(response.status, 402);
    const { code, message, type } = await errorIn(response);
    assert.equal(code, 'LLM_OVER_BUDGET');
    assert.equal(type, 'insufficient_quota');
    assert.match(message, new RegExp(`'${here.own}' is used up.*Raise the limit`));
  });
});

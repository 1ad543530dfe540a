import assert from 'node:assert/strict';
import type { UseWish } from '../../src/decide/plan';
import { planOf, type Message } from '../../nodes/kit/message';
import { helper, load, next, providerNode, raised, withHelper } from '../kit/node-helper';
import { scriptedProvider, type ScriptedProvider } from '../kit/scripted-provider';

describe('router', () => {
  withHelper();
  let provider: ScriptedProvider;
  beforeEach(async () => { provider = await scriptedProvider(); });
  afterEach(() => provider.close());

  interface Rule { condition: Record<string, unknown>; use?: { name: string }[]; must?: boolean; chooseBy?: string }
  const when = (property: string, operator: string, value: unknown = '', more: Record<string, unknown> = {}): Rule =>
    ({ condition: { source: 'msg', property, operator, value, ...more }, use: [{ name: property }] });
  const otherwise: Rule = { condition: { source: 'otherwise' }, use: [{ name: 'otherwise' }] };
  const outs = [0, 1, 2].map((index) => ({ id: `out${index}`, type: 'helper' }));
  const router = (rules: Rule[], more: Record<string, unknown> = {}): Record<string, unknown>[] =>
    [{ id: 'router', type: 'switchyard-router', rules, wires: [['out0'], ['out1'], ['out2']], ...more }, ...outs];
  const send = (msg: Record<string, unknown>): void => helper.getNode('router').receive(msg);
  const chosen = (msg: Message): string | undefined => (planOf(msg)[0] as UseWish | undefined)?.use[0]?.name;

  /** The name that the first rule which holds has wished for. */
  async function choose(rules: Rule[], msg: Record<string, unknown>): Promise<string | undefined> {
    await load(router([...rules, otherwise]));
    const out = next('out0');
    send(msg);
    return chosen(await out);
  }

  for (const [rule, yes, no] of [
    [when('tier', 'eq', 'gold'), 'gold', 'tin'],
    [when('tier', 'eq', '5'), 5, 6],
    [when('tier', 'neq', 'gold'), 'tin', 'gold'],
    [when('tier', 'lt', '10', { valueType: 'num' }), 9, 10],
    [when('tier', 'lte', '10', { valueType: 'num' }), 10, 11],
    [when('tier', 'gt', '10', { valueType: 'num' }), 11, 10],
    [when('tier', 'gte', '10', { valueType: 'num' }), 10, 9],
    [when('tier', 'btwn', '5', { valueType: 'num', value2: '1' }), 3, 6],
    [when('tier', 'cont', 'ol'), 'gold', 'tin'],
    [when('tier', 'regex', '^g.*d$'), 'gold', 'GOLD'],
    [when('tier', 'regex', '^g.*d$', { ignoreCase: true }), 'GOLD', 'tin'],
    [when('tier', 'true'), true, 'true'],
    [when('tier', 'false'), false, 0],
    [when('tier', 'null'), null, 0],
    [when('tier', 'nnull'), 0, null],
    [when('tier', 'empty'), [], [1]],
    [when('tier', 'nempty'), 'x', ''],
    [when('tier', 'nempty'), { a: 1 }, 7],
    [when('tier', 'istype', 'array'), [], {}],
    [when('tier', 'istype', 'number'), 1, '1'],
    [when('tier', 'istype', 'json'), '{"a":1}', '{a'],
    [when('tier', 'istype', 'null'), null, undefined],
    [when('tier', 'hask', 'a'), { a: undefined }, { toString: 1 }],
    [when('tier', 'eq', 'topic', { valueType: 'msg' }), 'same', 'other'],
    [when('tier', 'eq', '$uppercase("gold")', { valueType: 'jsonata' }), 'GOLD', 'gold'],
  ] as [Rule, unknown, unknown][]) {
    it(`knows the Switch node's '${rule.condition.operator}' (${JSON.stringify(rule.condition.value)})`, async () => {
      assert.equal(await choose([rule], { payload: 'x', topic: 'same', tier: yes }), 'tier');
      await helper.unload();
      assert.equal(await choose([rule], { payload: 'x', topic: 'same', tier: no }), 'otherwise');
    });
  }

  it('looks at context, the environment, expressions, and what is not there', async () => {
    process.env.SWITCHYARD_TEST_TIER = 'gold';
    assert.equal(await choose([{ condition: { source: 'env', property: 'SWITCHYARD_TEST_TIER', value: 'gold' }, use: [{ name: 'env' }] }], { payload: 'x' }), 'env');
    await helper.unload();
    assert.equal(await choose([{ condition: { source: 'jsonata', property: '$length(payload) > 3' }, use: [{ name: 'long' }] }], { payload: 'long' }), 'long');
    await helper.unload();
    assert.equal(await choose([when('a.b.c[7]', 'null')], { payload: 'x' }), 'a.b.c[7]');
    await helper.unload();
    await load(router([{ condition: { source: 'flow', property: 'tier', value: 'gold' }, use: [{ name: 'flow' }] }]));
    (helper.getNode('router').context().flow as { set(key: string, value: unknown): void }).set('tier', 'gold');
    const out = next('out0');
    send({ payload: 'x' });
    assert.equal(chosen(await out), 'flow');
  });

  it('never hangs on a pattern, and refuses one that it cannot use', async () => {
    const long = `${'a'.repeat(50_000)}!`;
    assert.equal(await choose([when('text', 'regex', '^(a+)+$')], { payload: 'x', text: long }), 'otherwise');
    await helper.unload();
    await load(router([when('text', 'regex', '(?=a)')]));
    const error = raised('router');
    send({ payload: 'x', text: 'a' });
    const problem = await error;
    assert.equal(problem.code, 'LLM_BAD_REQUEST');
    assert.match(problem.message, /pattern '\(\?=a\)' cannot be used/);
  });

  for (const [fact, operator, value, payload] of [
    ['characters', 'gt', '5', 'a longer text'],
    ['messages', 'eq', '2', [{ role: 'user', content: 'a' }, { role: 'assistant', content: 'b' }]],
    ['tokens', 'gt', '100', 'word '.repeat(200)],
    ['characters', 'eq', '2', { chatId: 1, content: 'Hi' }],
    ['has images', 'true', '', { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://x.example/a.png' } }] }] }],
    ['has tools', 'true', '', { messages: [{ role: 'user', content: 'a' }], tools: [{ type: 'function', function: { name: 'f' } }] }],
    ['wants JSON', 'true', '', { messages: [{ role: 'user', content: 'a' }], response_format: { type: 'json_object' } }],
    ['wants a stream', 'true', '', { messages: [{ role: 'user', content: 'a' }], stream: true }],
    ['model', 'eq', 'gpt', { model: 'gpt', messages: [{ role: 'user', content: 'a' }] }],
    ['user', 'eq', 'ada', 'x'],
    ['session', 'eq', 's', 'x'],
  ] as [string, string, string, unknown][]) {
    it(`knows the fact '${fact}'`, async () => {
      const rule = { condition: { source: 'fact', property: fact, operator, value, valueType: operator === 'gt' ? 'num' : 'str' }, use: [{ name: fact }] };
      assert.equal(await choose([rule], { payload, user: 'ada', sessionId: 's' }), fact);
    });
  }

  it('does not match on a fact of something that is no prompt', async () => {
    assert.equal(await choose([{ condition: { source: 'fact', property: 'tokens', operator: 'gt', value: '0', valueType: 'num' }, use: [{ name: 'tokens' }] }], { payload: { a: 1 } }), 'otherwise');
  });

  it('lets messages leave in the order in which they came, also where some need an expression and others do not', async () => {
    const slow = { source: 'jsonata', property: '$sum([1..2000].($ * 2)) > 0' };
    const fact = { source: 'fact', property: 'tokens', operator: 'gt', value: '0', valueType: 'num' };
    for (const condition of [slow, fact]) {
      await load([{ id: 'in', type: 'helper', wires: [['router']] }, ...router([when('fast', 'true'), { condition }])]);
      const seen: unknown[] = [];
      const all = new Promise<void>((resolve) => {
        (helper.getNode('out0') as NodeJS.EventEmitter).on('input', (msg: { n: number }) => { if (seen.push(msg.n) === 6) resolve(); });
      });
      helper.getNode('in').send([[0, 1, 2, 3, 4, 5].map((n) => ({ n, payload: 'x', fast: n % 2 === 1 }))] as never);
      await all;
      assert.deepEqual(seen, [0, 1, 2, 3, 4, 5]);
      await helper.unload();
    }
  });

  it('names the field of a request that cannot be written as JSON, where a fact is counted over it', async () => {
    await load(router([{ condition: { source: 'fact', property: 'tokens', operator: 'gt', value: '0', valueType: 'num' } }, otherwise]));
    const parameters: Record<string, unknown> = { type: 'object' };
    parameters.properties = { self: parameters };
    const error = raised('router');
    send({ payload: { messages: [{ role: 'user', content: 'a' }], tools: [{ type: 'function', function: { name: 'f', parameters } }] } });
    const { code, message } = await error;
    assert.equal(code, 'LLM_BAD_REQUEST', message);
    assert.match(message, /^tools\[0\]\.parameters\.properties\.self leads back/);
  });

  it('takes all rules that hold when it need not stop after the first, and otherwise only where none does', async () => {
    await load(router([when('a', 'true'), when('b', 'true'), otherwise], { stopAfterFirst: false }));
    const wishes = async (msg: Record<string, unknown>): Promise<string[]> => {
      const out = next('out0');
      send({ payload: 'x', ...msg });
      return planOf(await out).map((wish) => (wish as UseWish).use[0]?.name ?? '');
    };
    assert.deepEqual(await wishes({ a: true, b: true }), ['a', 'b']);
    assert.deepEqual(await wishes({}), ['otherwise']);
  });

  it('sends by the rule\'s own output, a message for each that holds, with its own wish alone', async () => {
    await load(router([when('a', 'true'), when('b', 'true')], { portPerRule: true, stopAfterFirst: false }));
    const both = [next('out0'), next('out1')];
    send({ payload: 'x', a: true, b: true });
    const [first, second] = await Promise.all(both);
    assert.deepEqual(planOf(first as Message).map((wish) => (wish as UseWish).use[0]?.name), ['a']);
    assert.deepEqual(planOf(second as Message).map((wish) => (wish as UseWish).use[0]?.name), ['b']);
  });

  it('raises an error where every rule has an output and none holds; with one output the message goes on', async () => {
    await load(router([when('a', 'true')], { portPerRule: true }));
    const error = raised('router');
    send({ payload: 'x' });
    assert.equal((await error).code, 'LLM_NO_MODEL');
    await helper.unload();
    await load(router([when('a', 'true')]));
    const out = next('out0');
    send({ payload: 'x' });
    assert.deepEqual(planOf(await out), []);
  });

  it('replaces its own wish when a loop comes round', async () => {
    await load([...router([otherwise]).map((node) => (node.id === 'router' ? { ...node, wires: [['router', 'out0']] } : node)).slice(0, 1), outs[0]!]);
    let rounds = 0;
    const plans: number[] = [];
    await new Promise<void>((resolve) => {
      helper.getNode('out0').on('input', (msg: Message) => {
        plans.push(planOf(msg).length);
        if (++rounds === 3) { helper.getNode('router').wires = [[]]; helper.getNode('router').send = () => undefined; resolve(); }
      });
      send({ payload: 'x' });
    });
    assert.deepEqual(plans, [1, 1, 1]);
  });

  it('is obeyed by the ask behind it', async () => {
    await load([providerNode(provider.address), ...router([{ condition: { source: 'otherwise' }, use: [{ name: 'two' }] }], { wires: [['ask']] }), { id: 'ask', type: 'switchyard-ask', wires: [['answer'], []] }, { id: 'answer', type: 'helper' }]);
    const answer = next('answer');
    send({ payload: 'Hello' });
    const msg = await answer;
    assert.equal(msg.llm?.model, 'two');
    assert.equal(msg.llm?.plan, undefined);
  });
});

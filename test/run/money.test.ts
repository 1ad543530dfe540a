import assert from 'node:assert/strict';
import type { Chat } from '../../src/chat/chat';
import type { Entry } from '../../src/ledger/entry';
import { chatOf, finish, model, provider, testCore } from '../kit/test-core';
import { openai, refuse, say, type Step } from '../kit/scripted-net';

const budget = (limitMicros: number, more: object = {}) => [{
  do: 'budget', node: 'g1', budget: 'default', limitMicros, per: 'day', timeZone: 'UTC', who: 'everyone', unknownPrice: 'block', ...more,
}];
const one = { models: [{ name: 'one' }] };

describe('run: money', () => {
  it('reserves before and settles after: 200 at once on room for 7, exactly 7 pass', async () => {
    const providers = [provider('A', [model('one', { price: { input: 0, output: 1_000_000 } })], { atOnce: 500 })];
    const t = testCore(() => say('ok', { output: 100 }), { providers });
    const runs = Array.from({ length: 200 }, () => t.core.run(chatOf('Hi', { max_tokens: 100 }), budget(750), one));
    const outcomes = await finish(t.clock, Promise.all(runs.map((run) => run.done)));
    assert.equal(outcomes.filter((outcome) => outcome.status === 'answered').length, 7);
    assert.ok(outcomes.every((outcome) => outcome.status === 'answered' || outcome.failure?.kind === 'over_budget'));
    const level = await t.store.level('budget:default:everyone:day:2026-11-24');
    assert.deepEqual(level, { spent: 700, held: 0 });
  });

  it('sends the answer limit that the reservation was made with', async () => {
    const t = testCore(() => say('ok'));
    await t.ask('Hi', { plan: budget(5_000_000), options: one });
    assert.equal(t.net.calls[0]?.body.max_tokens, 4_096);
    await t.ask('Hi', { plan: budget(5_000_000), options: { ...one, maxAnswer: 300 } });
    assert.equal(t.net.calls[1]?.body.max_tokens, 300);
    await t.ask('Hi', { options: one });
    assert.equal(t.net.calls[2]?.body.max_tokens, undefined, 'without a budget no limit is added');
  });

  it('lowers the answer limit to what is left, rather than refuse', async () => {
    const t = testCore(() => say('ok'));
    await t.ask('Hi', { plan: budget(1_000), options: one });
    const limit = t.net.calls[0]?.body.max_tokens as number;
    assert.ok(limit >= 64 && limit <= 500, `${limit}`);
  });

  it('lets no client wait for the books, and settles a failed attempt before the next one is chosen', async () => {
    const t = testCore((name) => (name === 'one' ? refuse(429) : say('ok')));
    const order: string[] = [];
    const { settle } = t.store;
    // A store across the network takes its time.
    t.store.settle = async (settlement) => {
      await new Promise<void>((resolve) => { t.clock.after(5_000, resolve); });
      order.push(`settled ${(settlement.entry?.value as Entry).model}`);
      return settle(settlement);
    };
    t.core.listen((event) => {
      if (event.type === 'done') order.push('told');
      else if (event.type === 'attempt') order.push(`tried ${event.attempt.model}`);
    });
    const run = t.core.run(chatOf('Hi'), budget(5_000_000), { models: [{ name: 'one' }, { name: 'two' }], tries: 2 });
    run.pipe({ open: () => { order.push('opened'); }, write: () => true, onDrain: () => undefined, close: () => { order.push('closed'); } });
    const outcome = await finish(t.clock, run.done);
    assert.deepEqual(order, ['settled one', 'tried one', 'opened', 'closed', 'settled two', 'tried two', 'told']);
    assert.ok(outcome.totalMs < 10_000, `${outcome.totalMs}`);
    assert.deepEqual(await t.store.level('budget:default:everyone:day:2026-11-24'), { spent: 20, held: 0 });
  });

  it('settles also where the sink throws', async () => {
    const t = testCore(() => say('ok'));
    const run = t.core.run(chatOf('Hi'), budget(5_000_000), one);
    run.pipe({ open: () => undefined, write: () => true, onDrain: () => undefined, close: () => { throw new Error('gone'); } });
    await finish(t.clock, run.done);
    assert.deepEqual(await t.store.level('budget:default:everyone:day:2026-11-24'), { spent: 20, held: 0 });
  });

  it('names the budget and the sums when it refuses', async () => {
    const t = testCore(() => say('ok'));
    const outcome = await t.ask('Hi', { plan: budget(0), options: one });
    assert.equal(outcome.failure?.kind, 'over_budget');
    assert.match(outcome.failure?.message ?? '', /Budget 'default' .*\$0\.0000 .*Raise the limit/);
    assert.equal(t.net.calls.length, 0);
  });

  it('turns to a model that still fits', async () => {
    const providers = [provider('A', [model('dear', { price: { input: 0, output: 900_000_000 } }), model('free', { price: { input: 0, output: 0 } })])];
    const t = testCore(() => say('ok'), { providers });
    const outcome = await t.ask('Hi', { plan: budget(100), options: { models: [{ name: 'dear' }, { name: 'free' }] } });
    assert.equal(outcome.head?.model, 'free');
  });

  it('turns to cheaper models near the limit', async () => {
    const providers = [provider('A', [model('dear', { price: { input: 0, output: 10_000_000 } }), model('cheap', { price: { input: 0, output: 500_000 } })])];
    const t = testCore(() => say('ok', { output: 100 }), { providers });
    const plan = budget(1_150, { nearAt: 0.8, onlyUpTo: 1_000_000 });
    const options = { models: [{ name: 'dear' }, { name: 'cheap' }], maxAnswer: 100 };
    assert.equal((await t.ask('Hi', { plan, options })).head?.model, 'dear');
    assert.equal((await t.ask('Hi', { plan, options })).head?.model, 'cheap');
    assert.deepEqual(t.events.flatMap((event) => (event.type === 'budget' ? [event.state] : [])), ['near']);
  });

  it('charges a failed attempt that used tokens, and enters every attempt', async () => {
    const half: Step[] = [{ head: 200 }, { data: openai.role + openai.usage(1000, 50) }, { fail: 'cut' }];
    const t = testCore((name) => (name === 'one' ? half : say('ok')));
    const outcome = await t.ask('Hi', { plan: budget(5_000_000), options: { models: [{ name: 'one' }, { name: 'two' }] } });
    assert.equal(outcome.costMicros, 1_100 + 20);
    const entries = (await t.store.scan('entry:')).map(({ value }) => value as Entry);
    assert.deepEqual(entries.map((entry) => [entry.model, entry.outcome, entry.costMicros]), [['one', 'cut', 1_100], ['two', 'answered', 20]]);
    assert.equal((await t.core.budget(budget(5_000_000)[0] as never)).spentMicros, 1_120);
  });

  describe('where a call ends before its first word', () => {
    const day = 'budget:default:everyone:day:2026-11-24';
    const word = 'word '.repeat(2_000);
    const thinks: Step[] = [{ after: 1, head: 200 }, { hang: true }];
    const plan = budget(5_000_000);
    const spent = async (t: ReturnType<typeof testCore>): Promise<number> => (await t.store.level(day)).spent;

    for (const [what, steps] of [['has taken the call on', thinks], ['has sent nothing but the role', [{ after: 1, head: 200 }, { data: openai.role }, { hang: true }]]] as const) {
      it(`charges the prompt as it was counted when the client leaves a vendor that ${what}`, async () => {
        const t = testCore(() => [...steps]);
        const run = t.core.run(chatOf(word), plan, one);
        await t.clock.advanceAsync(60_000);
        run.cancel('the client has gone');
        const { usage, costMicros } = await run.done;
        assert.ok((usage?.input ?? 0) > 1_500, `${usage?.input}`);
        assert.deepEqual([usage?.output, usage?.estimated], [0, true]);
        assert.deepEqual(await t.store.level(day), { spent: costMicros, held: 0 });
        assert.equal(((await t.store.scan('entry:'))[0]?.value as Entry).costMicros, costMicros);
      });
    }

    it('charges it at the total deadline, and where another model takes over from one that is slow', async () => {
      const late = testCore(() => thinks);
      const { failure } = await late.ask(word, { plan, options: { ...one, tries: 1 } });
      assert.equal(failure?.kind, 'deadline');
      assert.ok(await spent(late) > 1_500);
      const slow = testCore((name) => (name === 'one' ? thinks : say('ok')));
      const { attempts } = await slow.ask(word, { plan, options: { models: [{ name: 'one' }, { name: 'two' }] } });
      assert.deepEqual(attempts.map((attempt) => attempt.failure?.kind), ['slow', undefined]);
      assert.ok((attempts[0]?.costMicros ?? 0) > 1_500);
    });

    it('charges nothing where the vendor was not reached, has not replied, refused, or was no vendor at all', async () => {
      const refusals: Step[][] = [
        [{ after: 1, fail: 'connect' }], [{ hang: true }], refuse(500), refuse(429), [{ after: 1, head: 429 }, { hang: true }],
        [{ after: 1, head: 200 }, { data: openai.event({ error: { message: 'overloaded', type: 'server_error' } }) }, { end: true }],
        [{ after: 1, head: 200, headers: { 'content-type': 'text/html' } }, { data: '<html>Welcome</html>' }, { end: true }],
      ];
      for (const [index, steps] of refusals.entries()) {
        const t = testCore(() => steps);
        const { status } = await t.ask(word, { plan, options: { ...one, tries: 1 } });
        assert.notEqual(status, 'answered');
        assert.equal(await spent(t), 0, `case ${index}`);
      }
    });
  });

  it('says unknown where a price is unknown, never 0', async () => {
    const providers = [provider('A', [{ name: 'one' }])];
    const t = testCore(() => say('ok'), { providers });
    const outcome = await t.ask('Hi', { options: one });
    assert.equal(outcome.costMicros, null);
    const blocked = await t.ask('Hi', { plan: budget(1_000_000), options: one });
    assert.notEqual(blocked.status, 'answered');
    assert.match(blocked.failure?.message ?? '', /price/);
  });

  it('holds nothing after an abort', async () => {
    const t = testCore(() => [{ head: 200 }, { hang: true }]);
    const run = t.core.run(chatOf('Hi'), budget(5_000_000), one);
    await t.clock.advanceAsync(100);
    assert.ok((await t.store.level('budget:default:everyone:day:2026-11-24')).held > 0);
    run.cancel('enough');
    await run.done;
    assert.equal((await t.store.level('budget:default:everyone:day:2026-11-24')).held, 0);
  });

  it('charges a run over midnight to the day in which it began', async () => {
    const t = testCore(() => say('ok', { firstMs: 2_000 }));
    t.clock.stepWall(12 * 3_600_000 - 1_000);
    await t.ask('Hi', { plan: budget(5_000_000), options: one });
    assert.equal((await t.store.level('budget:default:everyone:day:2026-11-24')).spent, 20);
    assert.equal((await t.store.level('budget:default:everyone:day:2026-11-25')).spent, 0);
  });

  it('lets an approved request over its limit, and still enters what it cost', async () => {
    const t = testCore(() => say('ok'));
    const outcome = await t.ask('Hi', { plan: budget(0, { approved: true }), options: one });
    assert.equal(outcome.status, 'answered');
    assert.equal((await t.store.level('budget:default:everyone:day:2026-11-24')).spent, 20);
  });

  it('looks beyond the best eight for one that the budget still allows', async () => {
    const dear = Array.from({ length: 9 }, (_, at) => model(`dear${at}`, { price: { input: 0, output: 900_000_000 } }));
    const t = testCore(() => say('ok'), { providers: [provider('A', [...dear, model('free', { price: { input: 0, output: 0 } })])] });
    const outcome = await t.ask('Hi', { plan: budget(100), options: { models: [{ name: 'A/*' }] } });
    assert.equal(outcome.head?.model, 'free');
  });

  it('counts what was written before a cut, where the vendor had told no more than a beginning', async () => {
    const event = (value: { type: string }) => `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`;
    const begun = event({ type: 'message_start', message: { id: 'm', model: 'claude', usage: { input_tokens: 1_000, output_tokens: 1 } } } as never)
      + event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } } as never)
      + event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'word '.repeat(800) } } as never);
    const providers = [provider('A', [model('one')], { vendor: 'other-anthropic' })];
    const t = testCore(() => [{ head: 200 }, { data: begun }, { after: 10, fail: 'cut' }], { providers });
    const { usage, costMicros } = await t.ask('Hi', { options: one });
    assert.equal(usage?.input, 1_000);
    assert.ok((usage?.output ?? 0) > 600, `${usage?.output}`);
    assert.equal(usage?.estimated, true);
    assert.ok((costMicros ?? 0) > 2_200, `${costMicros}`);
  });

  it('counts a broken answer in Chinese by its signs, not as if it were English', async () => {
    const t = testCore(() => [{ head: 200 }, { data: openai.role + openai.text('你好世界'.repeat(100)) }, { after: 10, fail: 'cut' }]);
    const { usage } = await t.ask('Hi', { options: one });
    assert.ok((usage?.output ?? 0) > 250, `${usage?.output}`);
  });

  it('waits for late usage although the client is behind', async () => {
    const t = testCore(() => [
      { head: 200 }, { data: openai.role + openai.text('Hello') }, { after: 10, data: openai.text(' there') + openai.finish() },
      { after: 10, data: openai.usage(123, 45) + openai.done }, { end: true },
    ]);
    const run = t.core.run(chatOf('Hi'), [], one);
    let texts = 0;
    run.pipe({ open: () => undefined, write: () => (texts += 1) < 2, onDrain: () => undefined, close: () => undefined });
    const outcome = await finish(t.clock, run.done);
    assert.deepEqual(outcome.usage, { input: 123, output: 45 });
  });

  it('reserves for a prompt that is written into the vendor\'s cache, where that costs more', async () => {
    const providers = [provider('A', [model('one', { price: { input: 1_000_000, output: 0, cacheWrite: 2_000_000 } })])];
    const t = testCore(() => [{ head: 200 }, { hang: true }], { providers });
    const run = t.core.run(chatOf('word '.repeat(1_000)), budget(5_000_000), one);
    await t.clock.advanceAsync(100);
    const { held } = await t.store.level('budget:default:everyone:day:2026-11-24');
    assert.ok(held >= 2_000, `${held}`);
    run.cancel('enough');
    await run.done;
  });

  it('tells a state once, also where two guards have limits of their own on one budget', async () => {
    const t = testCore(() => say('ok', { input: 0, output: 50 }));
    for (let times = 0; times < 3; times++) {
      await t.ask('Hi', { plan: budget(50, { approved: true }), options: one });
      await t.ask('Hi', { plan: budget(5_000_000), options: one });
    }
    assert.deepEqual(t.events.flatMap((event) => (event.type === 'budget' ? [event.state] : [])), ['over']);
  });

  describe('with two guards on one budget', () => {
    const day = 'budget:default:everyone:day:2026-11-24';
    const price = { price: { input: 0, output: 1_000_000 } };
    const providers = [provider('A', [model('one', price), { name: 'unpriced' }], { atOnce: 500 })];
    const plan = (soft: object, hard: object) => [...budget(500, soft), ...budget(2_000, { node: 'g2', ...hard })];

    for (const [what, wishes, spent] of [
      ['the stricter one', plan({}, {}), 500],
      ['the other one where a person has approved to exceed the stricter', plan({ approved: true }, {}), 2_000],
      ['the other one, in whatever order they are drawn', plan({ approved: true }, {}).reverse(), 2_000],
    ] as const) {
      it(`keeps to ${what}, and charges it once`, async () => {
        const t = testCore(() => say('ok', { output: 100 }), { providers });
        const runs = Array.from({ length: 100 }, () => t.core.run(chatOf('Hi', { max_tokens: 100 }), wishes, one));
        const outcomes = await finish(t.clock, Promise.all(runs.map((run) => run.done)));
        assert.equal(outcomes.filter((outcome) => outcome.status === 'answered').length, spent / 100);
        assert.deepEqual(await t.store.level(day), { spent, held: 0 });
        const entries = (await t.store.scan('entry:')).map(({ value }) => value as Entry);
        assert.ok(entries.every(({ budgets }) => budgets.length === 1));
      });
    }

    it('charges it once where a person has approved to exceed both', async () => {
      const t = testCore(() => say('ok', { output: 100 }), { providers });
      assert.equal((await t.ask('Hi', { plan: [...budget(0, { approved: true }), ...budget(50, { node: 'g2', approved: true })], options: one })).status, 'answered');
      assert.deepEqual(await t.store.level(day), { spent: 100, held: 0 });
    });

    it('obeys what each says of models without a price and of dear ones, but not where it is approved', async () => {
      const t = testCore(() => say('ok', { output: 100 }), { providers });
      const answered = async (name: string, wishes: object[]): Promise<boolean> => (await t.ask('Hi', { plan: wishes, options: { models: [{ name }], maxAnswer: 100 } })).status === 'answered';
      assert.equal(await answered('unpriced', plan({ unknownPrice: 'allow' }, { unknownPrice: 'block' })), false);
      assert.equal(await answered('unpriced', plan({ unknownPrice: 'block', approved: true }, { unknownPrice: 'allow' })), true);
      assert.equal(await answered('one', plan({}, { nearAt: 0, onlyUpTo: 1 })), false);
      assert.equal(await answered('one', plan({ nearAt: 0, onlyUpTo: 1, approved: true }, {})), true);
    });

    it('tells of each limit', async () => {
      const t = testCore(() => say('ok', { output: 600 }), { providers });
      await t.ask('Hi', { plan: plan({ approved: true }, { nearAt: 0.3 }), options: one });
      assert.deepEqual(t.events.flatMap((event) => (event.type === 'budget' ? [[event.limitMicros, event.state]] : [])), [[500, 'over'], [2_000, 'near']]);
    });
  });

  describe('with a field that can make a call cost more than its price', () => {
    const extra = (fields: object) => ({ extra: { 'openai-chat': fields as Record<string, unknown> } });
    const dear: [what: string, more: Partial<Chat>, field: string][] = [
      ['a faster tier', extra({ service_tier: 'priority' }), 'service_tier'],
      ['a search', extra({ web_search_options: {} }), 'web_search_options'],
      ["a vendor's search under another name", extra({ enable_search: true }), 'enable_search'],
      ['a gateway that may choose another model', extra({ models: ['openai/gpt-dear'] }), 'models'],
      ['one that may choose another who serves it', extra({ provider: { order: ['dear'] } }), 'provider'],
      ["xAI's search", extra({ search_parameters: { mode: 'auto' } }), 'search_parameters'],
      ['plugins', extra({ plugins: [{ id: 'web' }] }), 'plugins'],
      ['a prediction', extra({ prediction: { type: 'content', content: 'x' } }), 'prediction'],
      ['several answers', extra({ best_of: 3 }), 'best_of'],
      ['sound', extra({ modalities: ['text', 'audio'], audio: { voice: 'alloy' } }), 'modalities'],
      ['code that the vendor runs', { tools: [{ name: 'code_interpreter', foreign: true, ...extra({ type: 'code_interpreter' }) }] }, 'tools[0]'],
      ['a tool that the vendor runs', { tools: [{ name: 'web_search', foreign: true, ...extra({ type: 'web_search' }) }] }, 'tools[0]'],
    ];
    for (const [what, more, field] of dear) {
      it(`refuses ${what} behind a budget, names the field, and asks nobody`, async () => {
        const t = testCore(() => say('ok'));
        const run = (plan?: object[]) => finish(t.clock, t.core.run(chatOf('Hi', more), plan, one).done);
        const { failure } = await run(budget(5_000_000));
        assert.deepEqual([failure?.kind, failure?.field], ['bad_request', field]);
        assert.match(failure?.message ?? '', /budget 'default'.*unknown prices/);
        assert.equal(t.net.calls.length, 0);
        assert.equal((await run()).status, 'answered', 'without a budget it passes');
        assert.equal((await run(budget(5_000_000, { unknownPrice: 'allow' }))).status, 'answered', 'where unknown prices are allowed');
        assert.equal((await run(budget(5_000_000, { approved: true }))).status, 'answered', 'where a person has approved');
      });
    }

    it('lets pass what costs no more', async () => {
      const t = testCore(() => say('ok'));
      const plain = {
        service_tier: 'default', modalities: ['text'], audio: null, plugins: [], enable_search: false, best_of: 1, verbosity: 'low', top_k: 5, prompt_cache_key: 'k', store: false,
      };
      const custom = { name: 'calc', foreign: true as const, ...extra({ type: 'custom', custom: { name: 'calc' } }) };
      const computer = { name: 'computer', foreign: true as const, ...extra({ type: 'computer_20250124', name: 'computer' }) };
      const chat = chatOf('Hi', { ...extra(plain), tools: [custom, computer] });
      assert.equal((await finish(t.clock, t.core.run(chat, budget(5_000_000), one).done)).status, 'answered');
      assert.equal(t.net.calls[0]?.body.service_tier, 'default');
    });

    for (const [field, value] of Object.entries({
      service_tier: '', plugins: '', provider: {}, models: [], audio: {}, prediction: {}, best_of: '1', modalities: 'text', search_parameters: { mode: 'off' }, web_search_options: false,
    })) {
      it(`lets pass ${field} where it says nothing: ${JSON.stringify(value)}`, async () => {
        const t = testCore(() => say('ok'));
        assert.equal((await finish(t.clock, t.core.run(chatOf('Hi', extra({ [field]: value })), budget(5_000_000), one).done)).failure?.message, undefined);
      });
    }
  });

  it('takes a request that the budget refuses for no probe of a model that is ill', async () => {
    const t = testCore(() => refuse(500));
    for (let times = 0; times < 5; times++) await t.ask('Hi', { options: { ...one, tries: 1 } });
    await t.clock.advanceAsync(6_000);
    assert.equal((await t.ask('Hi', { plan: budget(0), options: one })).failure?.kind, 'over_budget');
    assert.deepEqual(t.events.flatMap((event) => (event.type === 'health' ? [event.state] : [])), ['open']);
  });
});

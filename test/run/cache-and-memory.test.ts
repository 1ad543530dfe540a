import assert from 'node:assert/strict';
import type { Entry } from '../../src/ledger/entry';
import { chatOf, finish, model, provider, testCore } from '../kit/test-core';
import { openai, refuse, say, type Step } from '../kit/scripted-net';

const one = { models: [{ name: 'one' }] };
const cache = [{ do: 'cache', node: 'c', cache: 'default', keepForMs: 60_000, sharedBy: 'user:ada' }];
const budget = { do: 'budget', node: 'g', budget: 'default', limitMicros: 10_000, per: 'day', timeZone: 'UTC', who: 'everyone', unknownPrice: 'block' };
const memory = (session: string) => [{ do: 'memory', node: 'm', memory: 'default', session, messages: 20, tokens: 4_000, forgetAfterMs: 3_600_000 }];

describe('run: cache', () => {
  it('answers the same question from the cache, free and at once', async () => {
    const t = testCore((_, index) => say(`answer ${index}`));
    const first = await t.ask('Same?', { plan: cache, options: one });
    const second = await t.ask('Same?', { plan: cache, options: one });
    assert.equal(second.heard.text(), first.heard.text());
    assert.equal(second.cached, true);
    assert.equal(second.costMicros, 0);
    assert.equal(second.head?.cached, true);
    assert.equal(t.net.calls.length, 1);
    assert.deepEqual(await t.core.cacheCounts('default'), { hits: 1, lookups: 2 });
  });

  it('asks once for twins that come at once, and never touches a budget for them', async () => {
    const t = testCore(() => say('shared', { firstMs: 500, output: 100 }));
    const runs = Array.from({ length: 20 }, () => t.core.run(chatOf('Same?', { max_tokens: 100 }), [...cache, budget], one));
    const outcomes = await finish(t.clock, Promise.all(runs.map((run) => run.done)));
    assert.ok(outcomes.every((outcome) => outcome.status === 'answered'));
    assert.equal(t.net.calls.length, 1);
    assert.equal((await t.store.level('budget:default:everyone:day:2026-11-24')).spent, 210);
  });

  it('lets a twin try when the first one fails', async () => {
    const t = testCore((_, index) => (index === 0 ? refuse(400) : say('mine')));
    const runs = [1, 2].map(() => t.core.run(chatOf('Same?'), cache, one));
    const outcomes = await finish(t.clock, Promise.all(runs.map((run) => run.done)));
    assert.deepEqual(outcomes.map((outcome) => outcome.status), ['failed', 'answered']);
  });

  it('lets all twins try at once when the first one has nothing to share', async () => {
    const cut: Step[] = [{ after: 5_000, head: 200 }, { data: openai.role + openai.text('Once upon') + openai.finish('length') + openai.usage(10, 5) + openai.done }, { end: true }];
    const t = testCore(() => cut);
    const runs = Array.from({ length: 6 }, () => t.core.run(chatOf('Same?', { max_tokens: 5 }), cache, one));
    const outcomes = await finish(t.clock, Promise.all(runs.map((run) => run.done)));
    assert.deepEqual([...new Set(outcomes.map((outcome) => outcome.status))], ['answered']);
    assert.ok(Math.max(...outcomes.map((outcome) => outcome.totalMs)) < 11_000, `${outcomes.map((outcome) => outcome.totalMs).join(', ')} ms`);
  });

  it('keeps answers apart by user, instructions, settings and models', async () => {
    const t = testCore((_, index) => say(`answer ${index}`));
    await t.ask('Same?', { plan: cache, options: one });
    await t.ask('Same?', { plan: [{ ...cache[0], sharedBy: 'user:bob' }], options: one });
    await t.ask('Same?', { plan: cache, options: one, chat: { temperature: 1 } });
    await t.ask('Same?', { plan: cache, options: { models: [{ name: 'two' }] } });
    await t.ask('Same?', { plan: cache, options: one, chat: { messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'Same?' }] } });
    assert.equal(t.net.calls.length, 5);
  });

  it('keeps answers apart by what a router chose: its models, their order, and whether it must be one of them', async () => {
    const t = testCore((_, index) => say(`answer ${index}`));
    const routed = (more: object) => [...cache, { do: 'use', node: 'r', use: [{ name: 'one' }, { name: 'two' }], ...more }];
    const wishes = [{}, { use: [{ name: 'one' }] }, { use: [{ name: 'two' }, { name: 'one' }] }, { by: 'cheapest' }, { must: true }];
    for (const [index, wish] of wishes.entries()) {
      await t.ask('Same?', { plan: routed(wish) });
      assert.equal(t.net.calls.length, index + 1, JSON.stringify(wish));
    }
    assert.equal((await t.ask('Same?', { plan: routed({ rule: 'tier is premium', node: 'r2' }) })).cached, true, 'who chose so, and why, is all the same');
  });

  it('does not cache where nobody is known to share with', async () => {
    const t = testCore(() => say('x'));
    const plan = [{ do: 'cache', node: 'c', cache: 'default', keepForMs: 60_000 }];
    await t.ask('Same?', { plan, options: one });
    await t.ask('Same?', { plan, options: one });
    assert.equal(t.net.calls.length, 2);
  });
});

describe('run: memory', () => {
  it('sends what was said before, and remembers what was answered', async () => {
    const t = testCore((_, index) => say(index === 0 ? 'Hello Ada.' : 'You are Ada.'));
    await t.ask('My name is Ada.', { plan: memory('s1'), options: one });
    await t.ask('Who am I?', { plan: memory('s1'), options: one });
    const sent = t.net.calls[1]?.body.messages as { role: string; content: string }[];
    assert.deepEqual(sent.map((message) => [message.role, message.content]), [['user', 'My name is Ada.'], ['assistant', 'Hello Ada.'], ['user', 'Who am I?']]);
  });

  it('counts what was said before to what a model must hold', async () => {
    const providers = [provider('A', [model('small', { window: 1_000 }), model('large')])];
    const t = testCore(() => say('Noted.'), { providers });
    const options = { models: [{ name: 'small' }, { name: 'large' }], chooseBy: 'in order' as const };
    const asked = async (text: string) => (await t.ask(text, { plan: memory('s1'), options })).head?.model;
    assert.equal(await asked('one two three four five '.repeat(80)), 'small');
    assert.equal(await asked('And now?'), 'small');
    assert.equal(await asked('one two three four five '.repeat(60)), 'large');
  });

  it('enters a hash in place of the session in the ledger, one and the same for a conversation', async () => {
    const t = testCore(() => say('ok'));
    for (const session of ['ada-secret', 'ada-secret', 'bob-secret']) await t.ask('Hi', { plan: memory(session), options: one });
    await t.ask('Hi', { options: { ...one, session: 'ada-secret' } });
    const entries = await t.store.scan('entry:');
    assert.doesNotMatch(JSON.stringify(entries), /secret/);
    const [ada, again, bob, given] = entries.map(({ value }) => (value as Entry).session);
    assert.match(ada ?? '', /^[\w-]{12}$/);
    assert.deepEqual([again === ada, bob === ada, given === ada], [true, false, true]);
  });

  it('keeps sessions apart, and forgets on request', async () => {
    const t = testCore(() => say('ok'));
    await t.ask('My name is Ada.', { plan: memory('s1'), options: one });
    await t.ask('Who am I?', { plan: memory('s2'), options: one });
    assert.equal((t.net.calls[1]?.body.messages as unknown[]).length, 1);
    await t.ask('Who am I?', { plan: [{ ...memory('s1')[0], reset: true }], options: one });
    assert.equal((t.net.calls[2]?.body.messages as unknown[]).length, 1);
  });
});

describe('run: bad plans', () => {
  for (const [what, plan, field] of [
    ['no list', { do: 'use' }, /msg\.llm\.plan/],
    ['an unknown wish', [{ do: 'dance', node: 'x' }], /plan\[0\]/],
    ['a limit that is text', [{ ...budget, limitMicros: 'many' }], /plan\[0\]\.limitMicros/],
    ['a time zone nobody knows', [{ ...budget, timeZone: 'Moon/Base' }], /Moon\/Base/],
  ] as const) {
    it(`names the field: ${what}`, async () => {
      const t = testCore(() => say('x'));
      const outcome = await t.ask('Hi', { plan });
      assert.equal(outcome.failure?.kind, 'bad_request');
      assert.match(outcome.failure?.message ?? '', field);
      assert.equal(t.net.calls.length, 0);
    });
  }

  it('names a model that nobody has', async () => {
    const t = testCore(() => say('x'));
    const outcome = await t.ask('Hi', { chat: { model: 'gpt-99' } });
    assert.equal(outcome.failure?.kind, 'unknown_model');
    assert.match(outcome.failure?.message ?? '', /gpt-99/);
  });

  it('says what to do where there is no provider at all', async () => {
    const t = testCore(() => say('x'), { providers: [] });
    const outcome = await t.ask('Hi');
    assert.equal(outcome.failure?.kind, 'no_candidate');
    assert.match(outcome.failure?.message ?? '', /provider/i);
  });
});

import assert from 'node:assert/strict';
import { FailureError } from '../src/chat/failure';
import { createCore } from '../src/core';
import { chatOf, finish, hear, model, provider, testCore } from './kit/test-core';
import { refuse, say } from './kit/scripted-net';

const one = { models: [{ name: 'one' }] };

describe('core', () => {
  it('streams parts to a library user', async () => {
    const t = testCore(() => say('one two three', { eachMs: 100 }));
    const texts: string[] = [];
    const reading = (async () => { for await (const part of t.core.stream(chatOf('Hi'), [], one)) if (part.type === 'text') texts.push(part.text); })();
    await finish(t.clock, reading);
    assert.deepEqual(texts, ['one ', 'two ', 'three']);
  });

  it('streams to a library user who begins to read a little later', async () => {
    const t = testCore(() => say('one two three', { eachMs: 1_000 }));
    const texts: string[] = [];
    const stream = t.core.stream(chatOf('Hi'), [], one);
    await t.clock.advanceAsync(500);
    void (async () => { for await (const part of stream) if (part.type === 'text') texts.push(part.text); })();
    await t.clock.advanceAsync(1_000);
    assert.deepEqual(texts, ['one ', 'two ']);
    await t.clock.advanceAsync(5_000);
    assert.deepEqual(texts, ['one ', 'two ', 'three']);
  });

  it('throws a FailureError with a code when the run fails', async () => {
    const t = testCore(() => refuse(400, { message: 'no' }));
    const reading = (async () => { for await (const part of t.core.stream(chatOf('Hi'), [], one)) void part; })();
    await assert.rejects(finish(t.clock, reading), (error: unknown) => error instanceof FailureError && error.code === 'LLM_BAD_REQUEST');
  });

  it('hangs up when a library user leaves the loop', async () => {
    const t = testCore(() => say('one two three four five', { eachMs: 1_000 }));
    const reading = (async () => { for await (const part of t.core.stream(chatOf('Hi'), [], one)) if (part.type === 'text') break; })();
    await finish(t.clock, reading);
    await t.clock.advanceAsync(100);
    assert.equal(t.net.calls[0]?.aborted, true);
    assert.equal(t.clock.pending(), 0);
  });

  it('previews a decision without sending or holding anything', async () => {
    const t = testCore(() => say('x'));
    const plan = [{ do: 'use', node: 'r', use: [{ name: 'one' }, { name: 'three' }], by: 'in order', must: true }];
    const preview = await t.core.decide(chatOf('Hi'), plan);
    assert.deepEqual(preview.order, ['A/one', 'B/three']);
    assert.equal(preview.explained.candidates.find((candidate) => candidate.model === 'one')?.rank, 1);
    assert.equal(t.net.calls.length, 0);
    assert.equal((await t.store.level('slots:A')).held, 0);
  });

  it('previews a plan that would forget a conversation without forgetting it', async () => {
    const t = testCore(() => say('Ada.'));
    const memory = { do: 'memory', node: 'm', memory: 'default', session: 's', messages: 20, tokens: 4_000, forgetAfterMs: 1e9 };
    await t.ask('I am Ada.', { plan: [memory], options: one });
    await t.core.decide(chatOf('Who am I?'), [{ ...memory, reset: true }]);
    assert.equal((await t.core.withHistory(chatOf('?'), memory as never)).messages.length, 3);
    const outcome = await t.ask('Who am I?', { plan: [{ ...memory, reset: true }], options: one });
    assert.equal(outcome.status, 'answered');
    assert.equal((t.net.calls.at(-1)?.body.messages as unknown[]).length, 1);
    assert.equal((await t.core.withHistory(chatOf('?'), memory as never)).messages.length, 3);
  });

  it('tells listeners of the end without the answer, and the caller with it', async () => {
    const t = testCore(() => say('private words'));
    assert.deepEqual((await t.ask('private question', { options: one })).answer?.content, [{ type: 'text', text: 'private words' }]);
    assert.equal(t.events.at(-1)?.type, 'done');
    assert.doesNotMatch(JSON.stringify(t.events), /private/);
  });

  it('gives a provider another chance at once when its own headers are mended', async () => {
    const t = testCore((name, index) => (index === 0 ? refuse(401) : say(name)), { providers: [provider('A', [model('one')], { headers: { 'X-Token': 'wrong' } }), provider('B', [model('three')])] });
    const options = { models: [{ name: 'one' }, { name: 'three' }] };
    assert.equal((await t.ask('Hi', { options })).head?.model, 'three');
    t.core.configure({ providers: [provider('A', [model('one')], { headers: { 'X-Token': 'right' } }), provider('B', [model('three')])] });
    assert.equal((await t.ask('Hi', { options })).head?.model, 'one');
  });

  it('leaves a bad provider out, says why, and runs the others', () => {
    const { core } = testCore(() => say('x'));
    const bad = [
      { ...provider('Nobody', [model('x')]), vendor: 'nope' }, { ...provider('Odd', [model('x')]), address: 'not an address' },
      provider('Twice', [model('x')]), provider('twice', [model('y')]), { ...provider('Open', [model('x')]), address: 'http://far.example/v1' },
      { ...provider('Told', [model('x')]), address: 'https://me:secret@far.example/v1' },
    ];
    const problems = core.configure({ providers: [...bad, provider('Good', [model('fine')])] });
    assert.deepEqual(problems.map((problem) => [problem.provider, problem.failure.field]), [
      ['Nobody', 'vendor'], ['Odd', 'address'], ['twice', 'name'], ['Open', 'address'], ['Told', 'address'],
    ]);
    assert.ok(!JSON.stringify(problems).includes('key-of-') && !JSON.stringify(problems).includes('secret'));
    assert.deepEqual(core.models().map((each) => each.key), ['Twice/x', 'Good/fine']);
  });

  it('tells why a provider is missing where nobody is left', async () => {
    const t = testCore(() => say('x'));
    t.core.configure({ providers: [{ ...provider('Odd', [model('x')]), address: 'not an address' }] });
    const outcome = await t.ask('Hi');
    assert.equal(outcome.failure?.kind, 'no_candidate');
    assert.match(outcome.failure?.message ?? '', /The address of provider 'Odd' is not a web address/);
  });

  it('lets a run keep the providers that it began with', async () => {
    const t = testCore(() => say('still here', { firstMs: 1_000 }));
    const run = t.core.run(chatOf('Hi'), [], one);
    await t.clock.advanceAsync(100);
    t.core.configure({ providers: [] });
    assert.equal((await finish(t.clock, run.done)).status, 'answered');
  });

  it('forgives an account as soon as it has another key', async () => {
    let good = false;
    const t = testCore(() => (good ? say('ok') : refuse(401)), { providers: [provider('A', [model('one')]), provider('B', [model('three')])] });
    await t.ask('Hi', { options: { models: [{ name: 'one' }, { name: 'three' }], tries: 1 } });
    const order = async (): Promise<string[]> => (await t.core.decide(chatOf('Hi'), [], { models: [{ name: 'one' }, { name: 'three' }] })).order;
    assert.deepEqual(await order(), ['B/three', 'A/one']);
    good = true;
    t.core.configure({ providers: [provider('A', [model('one')], { key: 'another' }), provider('B', [model('three')])] });
    assert.deepEqual(await order(), ['A/one', 'B/three']);
  });

  it('never lets a listener reach a run', async () => {
    const t = testCore(() => say('ok'));
    t.core.listen(() => { throw new Error('mine'); });
    assert.equal((await t.ask('Hi', { options: one })).status, 'answered');
    assert.ok(t.events.some((event) => event.type === 'done'));
  });

  it('tells each decision, attempt and end, without prompt, answer or key', async () => {
    const t = testCore((name) => (name === 'one' ? refuse(429) : say('a secret answer')));
    await t.ask('a secret question', { options: { models: [{ name: 'one' }, { name: 'two' }], node: { id: 'n1', name: 'Ask' } } });
    const told = t.events.filter((event) => event.type !== 'running').map((event) => event.type);
    assert.deepEqual(told.filter((type) => type !== 'health'), ['decision', 'attempt', 'attempt', 'done']);
    const decision = t.events.find((event) => event.type === 'decision');
    const text = JSON.stringify([t.events.filter((event) => event.type !== 'done'), decision?.type === 'decision' && decision.explain()]);
    assert.ok(!text.includes('secret') && !text.includes('key-of-A'), text);
  });

  it('tells when no run is under way, those that came meanwhile included', async () => {
    const t = testCore(() => say('ok', { firstMs: 1_000 }));
    await t.core.idle();
    let idle = false;
    const first = t.core.run(chatOf('Hi'));
    void t.core.idle().then(() => { idle = true; });
    await t.clock.advanceAsync(500);
    const second = t.core.run(chatOf('Hi'));
    await finish(t.clock, first.done);
    assert.equal(idle, false);
    await finish(t.clock, second.done);
    await t.clock.advanceAsync(0);
    assert.equal(idle, true);
  });

  it('waits for runs under way when it closes, then ends them visibly', async () => {
    const t = testCore(() => say('one two', { firstMs: 500, eachMs: 60_000 }));
    const run = t.core.run(chatOf('Hi'), [], { ...one, silentForMs: 100_000 });
    const heard = hear();
    run.pipe(heard);
    await t.clock.advanceAsync(1_000);
    await finish(t.clock, t.core.close(5_000));
    assert.equal(heard.outcome?.status, 'cancelled');
    assert.equal(t.net.open(), 0);
  });

  it('says in one sentence what is wrong with a provider', async () => {
    const t = testCore((_, index) => (index === 0 ? refuse(401, { message: 'Incorrect API key provided: sk-abcdefghijklmnop' }) : index === 1 ? refuse(404) : [{ fail: 'connect' as const }]));
    const config = provider('A', []);
    const key = await finish(t.clock, t.core.test(config));
    assert.ok(!key.ok && /refused the key \(401\)/.test(key.message) && !key.message.includes('abcdefghijklmnop'), JSON.stringify(key));
    const path = await finish(t.clock, t.core.test(config));
    assert.ok(!path.ok && path.message.length > 20);
    const gone = await finish(t.clock, t.core.test(config));
    assert.ok(!gone.ok && /could not be reached at https:\/\/a\.example\/v1/.test(gone.message));
    const bad = await t.core.test({ ...config, vendor: 'nope' });
    assert.ok(!bad.ok && /no vendor 'nope'/.test(bad.message));
  });

  it('works out of the box with real time, chance and network', async () => {
    const core = createCore();
    core.configure({ providers: [{ name: 'Local', vendor: 'other-openai', address: 'http://127.0.0.1:1/v1', models: [{ name: 'm' }] }] });
    const outcome = await core.run(chatOf('Hi'), [], { tries: 1 }).done;
    assert.equal(outcome.failure?.kind, 'connect');
    assert.match(outcome.failure?.message ?? '', /Local could not be reached at http:\/\/127\.0\.0\.1:1\/v1: nothing listens/);
    await core.close();
  });
});

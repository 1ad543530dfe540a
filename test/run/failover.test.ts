import assert from 'node:assert/strict';
import { model, provider, testCore } from '../kit/test-core';
import { openai, refuse, say, type Step } from '../kit/scripted-net';

const inOrder = { models: [{ name: 'one' }, { name: 'two' }, { name: 'three' }], chooseBy: 'in order' as const };

describe('run: failover before the commit', () => {
  it('answers from the first candidate', async () => {
    const t = testCore(() => say('Hello there.'));
    const outcome = await t.ask('Hi', { options: inOrder });
    assert.equal(outcome.status, 'answered');
    assert.equal(outcome.heard.text(), 'Hello there.');
    assert.equal(outcome.head?.model, 'one');
    assert.equal(outcome.head?.provider, 'A');
    assert.deepEqual(outcome.usage, { input: 10, output: 5 });
    assert.equal(outcome.costMicros, 20);
    assert.equal(outcome.attempts.length, 1);
  });

  it('asks the same model once more after a 500, then the next', async () => {
    const t = testCore((name) => (name === 'one' ? refuse(500) : say('Second.')));
    const outcome = await t.ask('Hi', { options: inOrder });
    assert.equal(outcome.heard.text(), 'Second.');
    assert.deepEqual(outcome.attempts.map((attempt) => [attempt.model, attempt.failure?.kind]), [['one', 'server'], ['one', 'server'], ['two', undefined]]);
    assert.match(outcome.why, /next best, since A\/one failed/);
  });

  it('counts no try for a kept connection that was closed: the only one is still to come, here and then at the next model', async () => {
    const stale: Step[] = [{ fail: 'stale' }];
    const once = testCore((_, index) => (index === 0 ? stale : say('Here.')));
    const here = await once.ask('Hi', { options: { ...inOrder, tries: 1 } });
    assert.deepEqual(here.attempts.map(({ model: name, failure }) => [name, failure?.kind]), [['one', 'stale'], ['one', undefined]]);
    const twice = testCore((name) => (name === 'one' ? stale : refuse(500)));
    const there = await twice.ask('Hi', { options: { ...inOrder, tries: 1 } });
    assert.deepEqual(there.attempts.map(({ model: name, failure }) => [name, failure?.kind]), [['one', 'stale'], ['one', 'stale'], ['two', 'server']]);
  });

  it('goes on at once after a rate limit without a hint', async () => {
    const t = testCore((name) => (name === 'one' ? refuse(429) : say('Second.')));
    const outcome = await t.ask('Hi', { options: inOrder });
    assert.deepEqual(outcome.attempts.map((attempt) => attempt.model), ['one', 'two']);
    assert.ok(outcome.totalMs < 200, `${outcome.totalMs} ms`);
  });

  it('waits for a short retry-after and asks the same model again (S01)', async () => {
    const t = testCore((_, index) => (index === 0 ? refuse(429, undefined, { 'retry-after': '2' }) : say('Now.')));
    const outcome = await t.ask('Hi', { options: inOrder });
    assert.deepEqual(outcome.attempts.map((attempt) => attempt.model), ['one', 'one']);
    assert.ok((outcome.attempts[1]?.startedMs ?? 0) >= 1_900, `${outcome.attempts[1]?.startedMs} ms`);
  });

  it('leaves a model that asks for a long wait', async () => {
    const t = testCore((name) => (name === 'one' ? refuse(429, undefined, { 'retry-after': '30' }) : say('Other.')));
    const outcome = await t.ask('Hi', { options: inOrder });
    assert.deepEqual(outcome.attempts.map((attempt) => attempt.model), ['one', 'two']);
  });

  it('stops at a bad request: no other model would like it better', async () => {
    const t = testCore(() => refuse(400, { message: 'temperature is too high', param: 'temperature' }));
    const outcome = await t.ask('Hi', { options: inOrder });
    assert.equal(outcome.failure?.kind, 'bad_request');
    assert.equal(t.net.calls.length, 1);
  });

  it('stops where a filter held the whole answer back, by whatever word (S13), and tells words before it as cut short', async () => {
    for (const word of ['content_filter', 'PROHIBITED_CONTENT', 'content_filter: SPII']) {
      const says = (text: string): Step[] => [{ head: 200 }, { data: text + openai.finish(word) + openai.done }, { end: true }];
      const t = testCore((_, index) => says(index === 0 ? openai.role : openai.text('Half')));
      const held = await t.ask('Hi', { options: inOrder });
      assert.equal(held.failure?.kind, 'refused', word);
      assert.equal(t.net.calls.length, 1);
      const half = await t.ask('Hi', { options: inOrder });
      assert.deepEqual([half.heard.text(), half.answer?.finish, half.answer?.vendorReason], ['Half', 'content_filter', word]);
    }
  });

  it('drops all models of an account whose key is refused', async () => {
    const t = testCore((name) => (name === 'three' ? say('From B.') : refuse(401, { message: 'Incorrect API key provided' })));
    const outcome = await t.ask('Hi', { options: inOrder });
    assert.deepEqual(outcome.attempts.map((attempt) => attempt.model), ['one', 'three']);
    assert.match(outcome.attempts[0]?.failure?.message ?? '', /refused the key \(401\)\. Open provider 'A'/);
  });

  it('turns to a larger window when the context is too long, never to a smaller one', async () => {
    const providers = [provider('A', [model('one', { window: 1000 }), model('two', { window: 500 }), model('big', { window: 9000 })])];
    const t = testCore((name) => (name === 'big' ? say('Fits.') : refuse(400, { message: "This model's maximum context length is 1000 tokens", code: 'context_length_exceeded' })), { providers });
    const outcome = await t.ask('Hi', { options: { models: [{ name: 'one' }, { name: 'two' }, { name: 'big' }] } });
    assert.deepEqual(outcome.attempts.map((attempt) => attempt.model), ['one', 'big']);
  });

  it('gives up after its tries and tells every attempt in order', async () => {
    const t = testCore(() => refuse(503));
    const outcome = await t.ask('Hi', { options: { ...inOrder, tries: 2 } });
    assert.equal(outcome.status, 'failed');
    assert.equal(outcome.failure?.kind, 'overloaded');
    assert.equal(outcome.attempts.length, 2);
    assert.equal(outcome.heard.head, undefined);
    assert.equal(outcome.heard.outcome?.status, 'failed');
  });

  it('leaves a model that sends no first word in time, only while another is left (S07)', async () => {
    const slow = (text: string): Step[] => say(text, { firstMs: 20_000 });
    const t = testCore((name) => (name === 'one' ? slow('Late.') : say('Quick.')));
    const first = await t.ask('Hi', { options: inOrder });
    assert.equal(first.heard.text(), 'Quick.');
    assert.equal(first.attempts[0]?.failure?.kind, 'slow');
    assert.ok(first.totalMs < 9_000);
    const alone = testCore(() => slow('Late.'));
    assert.equal((await alone.ask('Hi', { options: { models: [{ name: 'one' }] } })).heard.text(), 'Late.');
  });

  it('does not take pings and role chunks for a first word', async () => {
    const pings: Step[] = [{ head: 200 }, ...Array.from({ length: 30 }, (): Step => ({ after: 500, data: openai.role + ': ping\n\n' })), { hang: true }];
    const t = testCore((name) => (name === 'one' ? pings : say('Quick.')));
    const outcome = await t.ask('Hi', { options: inOrder });
    assert.equal(outcome.attempts[0]?.failure?.kind, 'slow');
    assert.equal(outcome.heard.text(), 'Quick.');
  });

  it('ends at the total deadline, and hangs up', async () => {
    const t = testCore(() => [{ head: 200 }, { hang: true }]);
    const outcome = await t.ask('Hi', { options: { models: [{ name: 'one' }], totalWithinMs: 5_000 } });
    assert.equal(outcome.failure?.kind, 'deadline');
    assert.ok(outcome.totalMs >= 5_000 && outcome.totalMs < 5_200);
    assert.equal(t.net.open(), 0);
  });
});

describe('run: backups that a fallback before the ask has armed', () => {
  const backup = (on: string[]) => [{ do: 'backup', node: 'f', use: [{ name: 'three' }], on }];

  it('are tried for the failures that it names', async () => {
    const t = testCore((name) => (name === 'three' ? say('Backup.') : refuse(429)));
    const outcome = await t.ask('Hi', { plan: backup(['rate limit']), options: { models: [{ name: 'one' }] } });
    assert.equal(outcome.heard.text(), 'Backup.');
  });

  it('are tried after a refusal where that is ticked', async () => {
    const t = testCore((name) => (name === 'three' ? say('Backup.') : refuse(400, { message: 'no', code: 'content_policy_violation' })));
    const refused = await t.ask('Hi', { plan: backup(['rate limit']), options: { models: [{ name: 'one' }] } });
    assert.equal(refused.failure?.kind, 'refused');
    const ticked = await t.ask('Hi', { plan: backup(['refused']), options: { models: [{ name: 'one' }] } });
    assert.equal(ticked.heard.text(), 'Backup.');
  });

  it('are left alone for others', async () => {
    const t = testCore((name) => (name === 'three' ? say('Backup.') : refuse(401)));
    const outcome = await t.ask('Hi', { plan: backup(['rate limit']), options: { models: [{ name: 'one' }] } });
    assert.equal(outcome.failure?.kind, 'bad_key');
    assert.equal(t.net.calls.length, 1);
  });
});

describe('run: a backup that is not for timeouts', () => {
  it('hurries nobody: it could not answer instead', async () => {
    const t = testCore((name) => (name === 'three' ? say('Backup.') : say('Late.', { firstMs: 20_000 })));
    const plan = [{ do: 'backup', node: 'f', use: [{ name: 'three' }], on: ['rate limit'] }];
    const outcome = await t.ask('Hi', { plan, options: { models: [{ name: 'one' }] } });
    assert.equal(outcome.heard.text(), 'Late.');
  });
});

describe('run: after the commit', () => {
  const broken: Step[] = [{ head: 200 }, { data: openai.role + openai.text('Half an ') }, { after: 10, data: openai.text('ans') }, { fail: 'cut' }];

  it('never tries a second answer: the end is visible, the partial text is kept', async () => {
    const t = testCore((name) => (name === 'one' ? broken : say('Other.')));
    const outcome = await t.ask('Hi', { options: { ...inOrder, afterCut: 'error event' } });
    assert.equal(outcome.status, 'failed');
    assert.equal(outcome.failure?.kind, 'interrupted');
    assert.equal(outcome.heard.text(), 'Half an ans');
    assert.deepEqual(outcome.answer?.content, [{ type: 'text', text: 'Half an ans' }]);
    assert.equal(t.net.calls.length, 1);
    assert.equal(outcome.usage?.estimated, true);
    assert.ok((outcome.costMicros ?? 0) > 0);
  });

  it('commits at the end where the whole answer is wanted, and so can still fail over', async () => {
    const t = testCore((name) => (name === 'one' ? broken : say('Other.')));
    const outcome = await t.ask('Hi', { options: { ...inOrder, commit: 'whole' } });
    assert.equal(outcome.heard.text(), 'Other.');
  });

  it('takes an answer with a finish reason for whole, whatever error comes after it', async () => {
    const boom = openai.event({ error: { message: 'boom', type: 'server_error' } });
    const call = openai.chunk({ tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } }] });
    for (const [said, reason] of [[openai.text('Done.'), 'stop'], [call, 'tool_calls']] as const) {
      for (const together of [true, false]) {
        const ends: Step[] = together ? [{ data: openai.finish(reason) + boom }] : [{ data: openai.finish(reason) }, { after: 5, data: boom }];
        const t = testCore(() => [{ head: 200 }, { data: openai.role + said }, ...ends, { end: true }]);
        const outcome = await t.ask('Hi', { options: inOrder });
        assert.equal(outcome.status, 'answered');
        assert.deepEqual([outcome.answer?.finish, t.net.calls.length, outcome.heard.parts.filter(({ type }) => type === 'finish').length], [reason, 1, 1]);
        assert.equal(outcome.heard.parts.some(({ type }) => type === 'error'), false);
      }
    }
  });

  it('takes no error for a part of the answer, however it is told', async () => {
    const errors = [openai.event({ error: 502 }), openai.event({ error: true }), openai.event({ error: {} }), 'event: error\ndata: {"status":500}\n\n', 'event: error\ndata: upstream failed\n\n'];
    for (const error of errors) {
      const t = testCore((name) => (name === 'one' ? [{ head: 200 }, { data: openai.role + openai.text('Well, ') + error + openai.done }, { end: true }] : say('Well, yes.')));
      const outcome = await t.ask('Hi', { options: inOrder });
      assert.equal(outcome.heard.text(), 'Well, yes.', error);
      assert.ok(outcome.attempts[0]?.failure, error);
    }
  });

  it('takes a filter\'s word in the midst of an answer for an answer, not for an outage (S13)', async () => {
    const filtered = openai.event({ error: { message: 'The response was filtered', code: 'content_filter' } });
    const t = testCore((name) => (name === 'one' ? [{ head: 200 }, { data: openai.role + openai.text('Well, ') + filtered }, { end: true }] : say('Well, yes.')));
    const outcome = await t.ask('Hi', { options: inOrder });
    assert.deepEqual([outcome.failure?.kind, outcome.heard.text(), t.net.calls.length], ['refused', 'Well, ', 1]);
  });

  it('reads an error whose text never ends', async () => {
    const t = testCore((name) => (name === 'one' ? [{ head: 429 }, { data: '{"error":' }, { hang: true }] : say('Second.')));
    const outcome = await t.ask('Hi', { options: inOrder });
    assert.equal(outcome.heard.text(), 'Second.');
    assert.equal(outcome.attempts[0]?.failure?.kind, 'rate_limited');
    assert.ok(outcome.totalMs < 3_000, `${outcome.totalMs}`);
    assert.equal(t.net.open(), 0);
  });

  it('hangs up on a provider that keeps the connection open after its last word', async () => {
    const t = testCore(() => [{ head: 200 }, { data: openai.role + openai.text('Done.') + openai.finish() + openai.done }, { hang: true }]);
    assert.equal((await t.ask('Hi', { options: inOrder })).heard.text(), 'Done.');
    assert.equal(t.net.open(), 1, 'it may end by itself');
    await t.clock.advanceAsync(3_000);
    assert.equal(t.net.open(), 0);
    assert.equal(t.net.calls[0]?.aborted, true);
  });

  it('holds no more of an error, or of a whole answer, than it must', async () => {
    const error = testCore((name) => (name === 'one' ? [{ head: 429 }, { data: 'x'.repeat(70_000) }, { hang: true }] : say('Second.')));
    const first = await error.ask('Hi', { options: inOrder });
    assert.deepEqual([first.heard.text(), first.attempts[0]?.failure?.kind], ['Second.', 'rate_limited']);
    assert.ok(first.totalMs < 1_000, `${first.totalMs}`);
    const megabyte = ' '.repeat(1024 * 1024);
    const whole = testCore((name) => (name === 'one' ? [{ head: 200, headers: { 'content-type': 'application/json' } }, ...Array.from({ length: 33 }, (): Step => ({ data: megabyte })), { hang: true }] : say('Second.')));
    const second = await whole.ask('Hi', { options: inOrder });
    assert.deepEqual([second.heard.text(), second.attempts[0]?.failure?.kind], ['Second.', 'malformed']);
    assert.equal(whole.net.open(), 0);
  });

  it('reads JSON under the name of a stream: an answer, and what an error says', async () => {
    const json = (value: object): Step[] => [{ head: 200 }, { data: JSON.stringify(value) }, { end: true }];
    const answers = testCore(() => json({ id: 'c1', model: 'm', choices: [{ index: 0, message: { role: 'assistant', content: 'Yes.' }, finish_reason: 'stop' }] }));
    assert.equal((await answers.ask('Hi', { options: inOrder })).heard.text(), 'Yes.');
    const refuses = testCore((name) => (name === 'one' ? json({ error: { message: 'filtered', code: 'content_filter' } }) : say('Second.')));
    const outcome = await refuses.ask('Hi', { options: inOrder });
    assert.deepEqual([outcome.failure?.kind, refuses.net.calls.length], ['refused', 1]);
  });

  it('ends a stream that falls silent (S09)', async () => {
    const t = testCore(() => [{ head: 200 }, { data: openai.role + openai.text('Well') }, { hang: true }]);
    const outcome = await t.ask('Hi', { options: { models: [{ name: 'one' }] } });
    assert.equal(outcome.failure?.kind, 'interrupted');
    assert.ok(outcome.totalMs < 16_000);
    assert.equal(t.net.open(), 0);
  });

  it('takes a finish reason for the end where the terminator is missing (S11)', async () => {
    const t = testCore(() => [{ head: 200 }, { data: openai.role + openai.text('Done') + openai.finish() + openai.usage(3, 1) }, { hang: true }]);
    const outcome = await t.ask('Hi', { options: { models: [{ name: 'one' }] } });
    assert.equal(outcome.status, 'answered');
    assert.deepEqual(outcome.usage, { input: 3, output: 1 });
    assert.ok(outcome.totalMs < 2_200);
  });

  it('takes an end by a word that nobody knows for an end', async () => {
    for (const word of ['constructor', '__proto__', 'whatever']) {
      const t = testCore(() => [{ head: 200 }, { data: openai.role + openai.text('Done') + openai.finish(word) + openai.done }, { end: true }]);
      const outcome = await t.ask('Hi', { options: { models: [{ name: 'one' }] } });
      assert.equal(outcome.answer?.finish, 'stop', word);
    }
  });

  it('hangs up on an answer without end', async () => {
    const flood = Array.from({ length: 20 }, (): Step => ({ after: 1, data: `: ${'x'.repeat(7 * 1024 * 1024)}\n\n` }));
    const t = testCore(() => [{ head: 200 }, { data: openai.role }, ...flood, { hang: true }]);
    const outcome = await t.ask('Hi', { options: { models: [{ name: 'one' }], commit: 'whole' } });
    assert.equal(outcome.failure?.kind, 'malformed');
    assert.match(outcome.failure.message, /too large/);
    assert.equal(t.net.open(), 0);
  }).timeout(60_000);

  it('takes a stream that ends without either for cut', async () => {
    const t = testCore((name) => (name === 'one' ? [{ head: 200 }, { data: openai.role }, { end: true }] : say('Other.')));
    const outcome = await t.ask('Hi', { options: inOrder });
    assert.equal(outcome.attempts[0]?.failure?.kind, 'cut');
    assert.equal(outcome.heard.text(), 'Other.');
  });
});

describe('run: cancelling and pausing', () => {
  it('hangs up at once, and settles what was seen', async () => {
    const t = testCore(() => say('one two three four five', { eachMs: 1_000 }));
    const run = t.core.run({ messages: [{ role: 'user', content: 'Hi' }], stream: true }, [], { models: [{ name: 'one' }] });
    await t.clock.advanceAsync(1_500);
    run.cancel('the client has gone');
    const outcome = await run.done;
    assert.equal(outcome.status, 'cancelled');
    assert.equal(t.net.calls[0]?.aborted, true);
    assert.equal(outcome.usage?.estimated, true);
    await t.clock.advanceAsync(50);
    assert.equal(t.clock.pending(), 0);
  });

  it('pauses the upstream while the client is behind, and does not call that silence', async () => {
    const t = testCore(() => say('one two three four', { eachMs: 100 }));
    let resume: () => void = () => undefined;
    const texts: string[] = [];
    const run = t.core.run({ messages: [{ role: 'user', content: 'Hi' }], stream: true }, [], { models: [{ name: 'one' }], silentForMs: 2_000 });
    run.pipe({
      open: () => undefined,
      write(parts) { for (const part of parts) if (part.type === 'text') texts.push(part.text); return texts.length !== 2; },
      onDrain(again) { resume = again; },
      close: () => undefined,
    });
    await t.clock.advanceAsync(60_000);
    assert.deepEqual(texts, ['one ', 'two ']);
    assert.equal(t.net.calls[0]?.paused, true);
    resume();
    await t.clock.advanceAsync(10_000);
    assert.equal((await run.done).status, 'answered');
    assert.deepEqual(texts, ['one ', 'two ', 'three ', 'four']);
  });

  it('treats a sink that throws as a client that has gone', async () => {
    const t = testCore(() => say('one two three four', { eachMs: 100 }));
    const run = t.core.run({ messages: [{ role: 'user', content: 'Hi' }], stream: true }, [], { models: [{ name: 'one' }] });
    run.pipe({ open() { throw new Error('gone'); }, write: () => true, onDrain: () => undefined, close: () => undefined });
    await t.clock.advanceAsync(10_000);
    assert.equal((await run.done).status, 'cancelled');
    assert.equal(t.net.open(), 0);
  });

  it('gives a late sink the whole answer at the end', async () => {
    const t = testCore(() => say('late but whole'));
    const { hear } = await import('../kit/test-core.js');
    const run = t.core.run({ messages: [{ role: 'user', content: 'Hi' }], stream: true }, [], { models: [{ name: 'one' }] });
    await t.clock.advanceAsync(10_000);
    const heard = hear();
    run.pipe(heard);
    await t.clock.advanceAsync(0);
    assert.equal(heard.text(), 'late but whole');
    assert.equal(heard.outcome?.status, 'answered');
  });
});

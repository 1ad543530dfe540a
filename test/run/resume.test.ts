import assert from 'node:assert/strict';
import { model, provider, testCore } from '../kit/test-core';
import { openai, refuse, say, type Step } from '../kit/scripted-net';

const inOrder = { models: [{ name: 'one' }, { name: 'two' }, { name: 'three' }], chooseBy: 'in order' as const };
const text = 'The capital of France is Paris, on the Seine.';
const words = text.match(/\S+\s*/g) as string[];

/** Says the first words, then breaks off. */
const breaks = (count: number, how: Step[] = [{ fail: 'cut' }]): Step[] => [
  { after: 1, head: 200 }, { data: openai.role }, ...words.slice(0, count).map((word): Step => ({ after: 5, data: openai.text(word) })), ...how,
];
const mistral = (name: string, models: string[]) => provider(name, models.map((each) => model(each)), { vendor: 'mistral' });
/** As Mistral goes on with an answer: what it was given of it comes once more before that. */
const goesOn = (body: Record<string, unknown>, rest: string, more = {}): Step[] => say(`${String(lastMessage(body).content)}${rest}`, more);
const lastMessage = (body: Record<string, unknown>): Record<string, unknown> => (body.messages as Record<string, unknown>[]).at(-1) as Record<string, unknown>;

describe('run: resuming an answer that broke off', () => {
  it('goes on by prefill where the vendor takes it (S08)', async () => {
    const providers = [provider('A', [model('one')]), mistral('M', ['two'])];
    const t = testCore((name, _index, body) => (name === 'one' ? breaks(4) : goesOn(body, ` ${words.slice(4).join('')}`)), { providers });
    const outcome = await t.ask('Capital of France?', { options: inOrder });
    assert.equal(outcome.status, 'answered');
    assert.equal(outcome.heard.text(), text);
    assert.deepEqual(outcome.answer?.content, [{ type: 'text', text }]);
    assert.deepEqual([lastMessage(t.net.calls[1]?.body ?? {}).role, lastMessage(t.net.calls[1]?.body ?? {}).content], ['assistant', words.slice(0, 4).join('').trimEnd()]);
    assert.deepEqual(outcome.attempts.map((attempt) => [attempt.model, attempt.failure?.kind]), [['one', 'cut'], ['two', undefined]]);
  });

  it('goes on by prefill where the vendor does not repeat it, too', async () => {
    const providers = [provider('A', [model('one')]), mistral('M', ['two'])];
    for (const rest of [words.slice(4).join(''), 'The end.', text]) {
      const t = testCore((name) => (name === 'one' ? breaks(4) : say(rest)), { providers });
      const { heard } = await t.ask('Capital of France?', { options: inOrder });
      assert.equal(heard.text(), rest === text ? text : words.slice(0, 4).join('') + rest);
    }
  });

  it('leaves room for what is left of the answer only', async () => {
    const providers = [provider('A', [model('one')]), mistral('M', ['two'])];
    const t = testCore((name, _index, body) => (name === 'one' ? breaks(4) : goesOn(body, ' is')), { providers });
    await t.ask('Capital of France?', { options: inOrder, chat: { max_tokens: 9 } });
    const ofAsk = testCore((name, _index, body) => (name === 'one' ? breaks(4) : goesOn(body, ' is')), { providers });
    await ofAsk.ask('Capital of France?', { options: { ...inOrder, maxAnswer: 9 } });
    for (const { net } of [t, ofAsk]) {
      const [first, second] = net.calls.map(({ body }) => body.max_tokens as number);
      assert.equal(first, 9);
      assert.ok(second! >= 3 && second! <= 6, `${second}`);
    }
  });

  it('has all the room that a nearly empty budget pays for beside what was told', async () => {
    const long = Array.from({ length: 300 }, (_, at) => `word${at % 7} `);
    const told: Step[] = [{ after: 1, head: 200 }, { data: openai.role }, ...long.map((word): Step => ({ after: 5, data: openai.text(word) })), { fail: 'cut' }];
    for (const [input, least, most] of [[0, 200, 200], [10_000, 150, 195]] as const) {
      const price = { input, output: 1_000_000 };
      const providers = [provider('A', [model('one', { price: { input: 0, output: 0 } })]), provider('M', [model('two', { price })], { vendor: 'mistral' })];
      const t = testCore((name, _index, body) => (name === 'one' ? told : goesOn(body, ' end.')), { providers });
      const plan = [{ do: 'budget', node: 'g1', budget: 'default', limitMicros: 200, per: 'day', timeZone: 'UTC', who: 'everyone', unknownPrice: 'block' }];
      await t.ask('Capital of France?', { plan, options: { ...inOrder, maxAnswer: 2_000 } });
      const room = t.net.calls[1]?.body.max_tokens as number;
      assert.ok(room >= least && room <= most, `${room}`);
    }
  });

  it('has nothing to add, which is no empty answer', async () => {
    const providers = [provider('A', [model('one')]), mistral('M', ['two'])];
    const t = testCore((name) => (name === 'one' ? breaks(words.length) : [{ head: 200 }, { data: openai.role + openai.finish() + openai.done }, { end: true }]), { providers });
    const outcome = await t.ask('Capital of France?', { options: inOrder });
    assert.equal(outcome.status, 'answered');
    assert.equal(outcome.heard.text(), text);
  });

  it('does not say white space twice that the prefill had to leave out', async () => {
    const providers = [provider('A', [model('one')]), mistral('M', ['two'])];
    const t = testCore((name) => (name === 'one' ? breaks(4) : say(` ${words.slice(4).join('')}`)), { providers });
    assert.equal((await t.ask('Capital of France?', { options: inOrder })).heard.text(), text);
  });

  it('else asks again, and tells only what is new', async () => {
    const t = testCore((name) => (name === 'one' ? breaks(4) : say(text)));
    const outcome = await t.ask('Capital of France?', { options: inOrder });
    assert.equal(outcome.heard.text(), text);
    assert.equal(lastMessage(t.net.calls[1]?.body ?? {}).role, 'user');
    assert.equal(outcome.status, 'answered');
    assert.ok((outcome.costMicros ?? 0) > (outcome.attempts[1]?.costMicros ?? 0), 'the broken call is paid for too');
  });

  it('gives up with a visible end at the first character that differs', async () => {
    const t = testCore((name) => (name === 'one' ? breaks(4) : say('The cXpital of France is Lyon.')));
    const outcome = await t.ask('Capital of France?', { options: inOrder });
    assert.equal(outcome.failure?.kind, 'interrupted');
    assert.match(outcome.failure?.message ?? '', /broke off: .*other words/);
    assert.equal(outcome.heard.text(), words.slice(0, 4).join(''));
    assert.equal(t.net.calls.length, 2);
    assert.equal(t.net.open(), 0);
  });

  it('gives up where the other answer is shorter than what was told', async () => {
    const t = testCore((name) => (name === 'one' ? breaks(4) : say('The capital')));
    assert.equal((await t.ask('?', { options: inOrder })).failure?.kind, 'interrupted');
  });

  it('asks again without prefill where it is refused (S14), with whatever status', async () => {
    const providers = [provider('A', [model('one')]), mistral('M', ['two'])];
    for (const status of [400, 422, 500, 501]) {
      const t = testCore((name, index) => (name === 'one' ? breaks(4) : index === 1 ? refuse(status, { message: 'prefix is not allowed' }) : say(text)), { providers });
      const outcome = await t.ask('Capital of France?', { options: inOrder });
      assert.equal(outcome.heard.text(), text);
      assert.deepEqual(outcome.attempts.map((attempt) => attempt.model), ['one', 'two', 'two']);
    }
  });

  it('resumes after a stall (S09), and a second time after a second cut', async () => {
    const t = testCore((name) => (name === 'one' ? breaks(2, [{ hang: true }]) : name === 'two' ? breaks(6) : say(text)));
    const outcome = await t.ask('Capital of France?', { options: inOrder });
    assert.equal(outcome.heard.text(), text);
    assert.deepEqual(outcome.attempts.map((attempt) => attempt.failure?.kind), ['stalled', 'cut', undefined]);
    assert.ok(outcome.totalMs < 45_000);
  });

  it('resumes after a stall in which only pings come, later than after silence', async () => {
    const pings = [': still here\n\n', 'data: {"id":"c1","choices":[]}\n\n'];
    for (const ping of pings) {
      const t = testCore((name) => (name === 'one' ? breaks(4, Array.from({ length: 60 }, (): Step => ({ after: 2_000, data: ping }))) : say(text)));
      const outcome = await t.ask('Capital of France?', { options: inOrder });
      assert.equal(outcome.heard.text(), text);
      assert.equal(outcome.attempts[0]?.failure?.kind, 'stalled');
      assert.ok(outcome.totalMs > 29_000 && outcome.totalMs < 33_000, `${outcome.totalMs}`);
    }
  });

  it('does not take a model that speaks slowly for one that stalls', async () => {
    const t = testCore(() => words.reduce<Step[]>((steps, word) => [...steps, { after: 14_000, data: ': ping\n\n' }, { after: 14_000, data: openai.text(word) }], [{ head: 200 }, { data: openai.text('So: ') }])
      .concat([{ data: openai.finish() + openai.done }, { end: true }]));
    const outcome = await t.ask('Capital of France?', { options: { ...inOrder, totalWithinMs: 600_000 } });
    assert.equal(outcome.heard.text(), `So: ${text}`);
    assert.equal(outcome.attempts.length, 1);
  });

  it('does not take what is held back, or left out, for silence', async () => {
    const piece = (index: number, more: object): string => openai.chunk({ tool_calls: [{ index, ...more }] });
    const calls = (index: number): Step[] => [
      { head: 200 }, { data: openai.role + piece(0, { id: 'c1', type: 'function', function: { name: 'patch', arguments: index === 0 ? '{"input":"' : '{}' } }) },
      ...index === 1 ? [{ data: piece(1, { id: 'c2', type: 'function', function: { name: 'patch', arguments: '{"input":"' } }) }] : [],
      ...Array.from({ length: 80 }, (_, line): Step => ({ after: 1_000, data: piece(index, { function: { arguments: `line ${line} ` } }) })),
      { data: piece(index, { function: { arguments: '"}' } }) + openai.finish('tool_calls') + openai.done }, { end: true },
    ];
    const custom = { tools: [{ name: 'patch', foreign: true, extra: { 'openai-chat': { type: 'custom', custom: { name: 'patch' } } } }] };
    const single = { parallel_tool_calls: false, tools: [{ name: 'patch', parameters: { type: 'object' } }] };
    for (const [vendor, index, chat] of [['mistral', 0, custom], ['ollama', 1, single]] as const) {
      const t = testCore(() => calls(index), { providers: [provider('A', [model('one')], { vendor })] });
      const outcome = await t.ask('Patch it.', { options: { models: [{ name: 'one' }], totalWithinMs: 600_000 }, chat: chat as object });
      assert.equal(outcome.status, 'answered', `${vendor}: ${outcome.failure?.message}`);
    }
    const thought = Array.from({ length: 50 }, (): Step => ({ after: 1_000, data: openai.chunk({ reasoning_content: 'Thinking... ' }) }));
    const xai = testCore(() => [{ head: 200 }, { data: openai.role }, ...thought, { data: openai.text('Yes.') + openai.finish() + openai.done }, { end: true }], { providers: [provider('A', [model('one')], { vendor: 'xai' })] });
    assert.equal((await xai.ask('?', { options: { models: [{ name: 'one' }] } })).heard.text(), 'Yes.');
  });

  it('asks the next after thinking as for the first time: it may call a tool, and must say something', async () => {
    const thinks: Step[] = [{ head: 200 }, { data: openai.role + openai.chunk({ reasoning_content: 'Hmm, ' }) }, { fail: 'cut' }];
    const call = openai.chunk({ tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } }] });
    const tool = testCore((name) => (name === 'one' ? thinks : [{ head: 200 }, { data: openai.role + call + openai.finish('tool_calls') + openai.done }, { end: true }]));
    const called = await tool.ask('?', { options: inOrder });
    assert.deepEqual([called.status, called.answer?.content.map(({ type }) => type), called.answer?.finish], ['answered', ['reasoning', 'tool_call'], 'tool_calls']);
    const silent = testCore((name) => (name === 'one' ? thinks : name === 'two' ? [{ head: 200 }, { data: openai.role + openai.finish() + openai.done }, { end: true }] : say(text)));
    const answered = await silent.ask('?', { options: { ...inOrder, tries: 5 } });
    assert.equal(answered.heard.text(), text);
    assert.deepEqual([...new Set(answered.attempts.map(({ failure }) => failure?.kind))], ['cut', 'empty', undefined]);
  });

  it('leaves the last try to the next candidate, where a 500 may be an outage', async () => {
    const providers = [provider('A', [model('one')]), mistral('M', ['two']), provider('B', [model('three')])];
    const t = testCore((name) => (name === 'one' ? breaks(4) : name === 'two' ? refuse(500) : say(text)), { providers });
    const outcome = await t.ask('?', { options: { ...inOrder, tries: 3 } });
    assert.equal(outcome.heard.text(), text);
    assert.deepEqual(outcome.attempts.map(({ model: name }) => name), ['one', 'two', 'three']);
  });

  it('goes on elsewhere where only thinking was told, and tells no second thinking', async () => {
    const thinking = (thought: string): string => openai.chunk({ reasoning_content: thought });
    const providers = [provider('A', [model('one')]), mistral('M', ['two'])];
    for (const second of ['two', 'three']) {
      const t = testCore((name) => (name === 'one' ? [{ head: 200 }, { data: openai.role + thinking('Hmm, ') }, { fail: 'cut' }]
        : [{ head: 200 }, { data: openai.role + thinking('Well, ') + openai.text(text) + openai.finish() + openai.done }, { end: true }]),
      { providers: second === 'two' ? providers : [provider('A', [model('one')]), provider('B', [model('three')])] });
      const outcome = await t.ask('Capital of France?', { options: inOrder });
      assert.equal(outcome.status, 'answered');
      assert.equal(outcome.heard.text(), text);
      assert.deepEqual(outcome.answer?.content, [{ type: 'reasoning', text: 'Hmm, ' }, { type: 'text', text }]);
      assert.equal(lastMessage(t.net.calls[1]?.body ?? {}).role, 'user');
    }
  });

  it('tells what stands beside the words once, too', async () => {
    const word = (said: string): string => openai.event({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: { content: said }, logprobs: { content: [{ token: said, logprob: -1 }] }, finish_reason: null }] });
    const all = (count: number): Step[] => words.slice(0, count).map((said): Step => ({ after: 2, data: word(said) }));
    const t = testCore((name) => (name === 'one' ? [{ head: 200 }, ...all(4), { fail: 'cut' }] : [{ head: 200 }, ...all(words.length), { data: openai.finish() + openai.done }, { end: true }]));
    const outcome = await t.ask('Capital of France?', { options: inOrder });
    assert.equal(outcome.heard.text(), text);
    assert.equal(outcome.heard.parts.filter(({ type }) => type === 'extra').length, words.length);
  });

  it('never resumes where a tool call has begun after the text, nor goes on with one', async () => {
    const call = openai.chunk({ tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a"' } }] });
    const begun = testCore((name) => (name === 'one' ? breaks(4, [{ data: call }, { fail: 'cut' }]) : say(text)));
    assert.equal((await begun.ask('?', { options: inOrder })).failure?.kind, 'interrupted');
    assert.equal(begun.net.calls.length, 1);
    const other = testCore((name) => (name === 'one' ? breaks(4) : [{ head: 200 }, { data: openai.role + openai.text(words.slice(0, 4).join('')) + call + openai.finish('tool_calls') + openai.done }, { end: true }]));
    const outcome = await other.ask('?', { options: inOrder });
    assert.equal(outcome.failure?.kind, 'interrupted');
    assert.equal(outcome.heard.parts.some(({ type }) => type === 'tool_call'), false);
  });

  it('never resumes a tool call, and never where the user wants the error event', async () => {
    const call = openai.chunk({ tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a"' } }] });
    const tools: Step[] = [{ head: 200 }, { data: openai.role + call }, { fail: 'cut' }];
    const t = testCore((name) => (name === 'one' ? tools : say(text)));
    assert.equal((await t.ask('?', { options: inOrder })).failure?.kind, 'interrupted');
    const event = testCore((name) => (name === 'one' ? breaks(4) : say(text)));
    assert.equal((await event.ask('?', { options: { ...inOrder, afterCut: 'error event' } })).failure?.kind, 'interrupted');
  });

  it('ends visibly where no try is left, and where no other model would help', async () => {
    const cut = testCore(() => breaks(4));
    assert.equal((await cut.ask('?', { options: { ...inOrder, tries: 2 } })).failure?.kind, 'interrupted');
    assert.equal(cut.net.calls.length, 2);
    const wrong = openai.event({ error: { message: 'bad tool', code: 400 } });
    const bad = testCore((name) => (name === 'one' ? breaks(4, [{ data: wrong }, { end: true }]) : say(text)));
    assert.equal((await bad.ask('?', { options: inOrder })).failure?.kind, 'interrupted');
    assert.equal(bad.net.calls.length, 1);
  });

  it('ends visibly where nobody else is left', async () => {
    const t = testCore(() => breaks(4));
    const outcome = await t.ask('?', { options: { models: [{ name: 'one' }] } });
    assert.equal(outcome.failure?.kind, 'interrupted');
    assert.equal(outcome.heard.outcome?.status, 'failed');
    assert.equal(outcome.heard.text(), words.slice(0, 4).join(''));
  });

  it('counts the question once, and every piece of the answer once', async () => {
    const again = testCore((name) => (name === 'one' ? breaks(4) : say(text, { input: 10, output: 12 })));
    assert.deepEqual((await again.ask('Capital of France?', { options: inOrder })).usage, { input: 10, output: 12 });
    const providers = [provider('A', [model('one')]), mistral('M', ['two'])];
    const onward = testCore((name, _index, body) => (name === 'one' ? breaks(4) : goesOn(body, ` ${words.slice(4).join('')}`, { input: 15, output: 6 })), { providers });
    const { usage } = await onward.ask('Capital of France?', { options: inOrder });
    assert.equal(usage?.estimated, true);
    assert.ok((usage?.input ?? 0) < 30 && (usage?.output ?? 0) > 6, JSON.stringify(usage));
    // One that was to tell it all again and failed before it had has told nothing of it.
    const three = [provider('A', [model('one')]), provider('B', [model('two')]), mistral('M', ['three'])];
    const between = testCore((name, _index, body) => (name === 'one' ? breaks(6) : name === 'two' ? refuse(429) : goesOn(body, ` ${words.slice(6).join('')}`, { input: 16, output: 3 })), { providers: three });
    const { usage: both, attempts } = await between.ask('Capital of France?', { options: inOrder });
    assert.equal(both?.output, (attempts[0]?.usage?.output ?? 0) + 3);
    assert.equal(both?.input, attempts[0]?.usage?.input);
  });
});

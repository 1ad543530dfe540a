import assert from 'node:assert/strict';
import type { Chat, Message } from '../../src/chat/chat';
import type { MemoryWish } from '../../src/decide/plan';
import { conversations, type Conversations } from '../../src/memory/conversations';
import { memoryStore } from '../../src/store/memory';
import type { Store } from '../../src/store/store';
import { answerSaying, outcomeWith } from '../kit/outcomes';
import { virtualClock, type VirtualClock } from '../kit/virtual-clock';

const hourMs = 3_600_000;
const wishFor = (session: string, more: Partial<MemoryWish> = {}): MemoryWish => ({
  do: 'memory', node: 'm1', memory: 'default', session, messages: 20, tokens: 4_000, forgetAfterMs: 24 * hourMs, ...more,
});
const ada = wishFor('ada');
const asking = (content: string): Chat => ({ messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user', content }], stream: false });
/** One token a letter. */
const letters = (messages: readonly Message[]) => { const count = messages.reduce((sum, { content }) => sum + content.length, 0); return { low: count, estimate: count, high: count }; };
const saying = (text: string, totalMs = 0) => outcomeWith({ answer: answerSaying(text), totalMs });

describe('conversations', () => {
  let clock: VirtualClock;
  let store: Store;
  let memory: Conversations;
  beforeEach(() => {
    clock = virtualClock();
    store = memoryStore({ clock });
    memory = conversations(store, clock, letters);
  });
  afterEach(() => store.close());
  const texts = async (wish: MemoryWish) => (await memory.load(wish)).messages.map(({ content }) => content);

  it('gives back what was said, oldest first', async () => {
    await memory.remember(ada, asking('I am Ada.'), saying('Hello Ada.'));
    await memory.remember(ada, asking('Who am I?'), saying('Ada.'));
    assert.deepEqual((await memory.load(ada)).messages, [
      { role: 'user', content: 'I am Ada.' }, { role: 'assistant', content: 'Hello Ada.' },
      { role: 'user', content: 'Who am I?' }, { role: 'assistant', content: 'Ada.' },
    ]);
  });

  it('begins empty, and stores nothing for a run without an answer', async () => {
    await memory.remember(ada, asking('I am Ada.'), outcomeWith({ status: 'failed', answer: undefined }));
    assert.deepEqual((await memory.load(ada)).messages, []);
  });

  it('never mixes sessions or memories, whatever their names', async () => {
    const places = [wishFor('a'), wishFor('a:b'), wishFor('b', { memory: 'default:a' }), wishFor('b', { memory: 'default%3Aa' }), wishFor('a', { memory: 'other' }), wishFor('')];
    for (const [index, place] of places.entries()) await memory.remember(place, asking(`I am ${index}.`), saying('Hello.'));
    for (const [index, place] of places.entries()) assert.deepEqual(await texts(place), [`I am ${index}.`, 'Hello.']);
  });

  it('loses no turn where many end at once, and keeps them in the order in which they were asked', async () => {
    clock.advance(10_000);
    await Promise.all(Array.from({ length: 8 }, (_, index) => memory.remember(ada, asking(`q${index}`), saying(`a${index}`, index * 10))));
    assert.deepEqual((await texts(ada)).join(' '), 'q7 a7 q6 a6 q5 a5 q4 a4 q3 a3 q2 a2 q1 a1 q0 a0');
  });

  it('loses no turn that another process writes between its look and its own', async () => {
    const late = new Proxy(store, {
      get: (whole, verb: keyof Store) => (verb !== 'get' ? whole[verb] : async (key: string) => {
        const there = whole.get(key);
        await memory.remember(ada, asking('From elsewhere.'), saying('Yes.'));
        return there;
      }),
    });
    await conversations(late, clock, letters).remember(ada, asking('From here.'), saying('Yes.'));
    assert.deepEqual((await texts(ada)).sort(), ['From elsewhere.', 'From here.', 'Yes.', 'Yes.']);
  });

  it('adds to what was loaded without reading it again, unless somebody else has written meanwhile', async () => {
    await memory.remember(ada, asking('One'), saying('1'));
    let reads = 0;
    const counted = conversations(new Proxy(store, { get: (whole, verb: keyof Store) => { reads += verb === 'get' ? 1 : 0; return whole[verb]; } }), clock, letters);
    const { seen } = await counted.load(ada);
    await counted.remember(ada, asking('Two'), saying('2'), seen);
    assert.equal(reads, 1);
    await counted.remember(ada, asking('Three'), saying('3'), seen);
    assert.deepEqual(await texts(ada), ['One', '1', 'Two', '2', 'Three', '3']);
    await memory.forget('default', 'ada');
    await counted.remember(ada, asking('Anew'), saying('Yes.'), seen);
    assert.deepEqual(await texts(ada), ['Anew', 'Yes.'], 'what was forgotten meanwhile does not come back');
  });

  it('counts the tokens of a turn once, when it is remembered', async () => {
    let counted = 0;
    const once = conversations(store, clock, (messages) => { counted++; return letters(messages); });
    await once.remember(ada, asking('One'), saying('1'));
    for (let question = 0; question < 3; question++) assert.deepEqual((await once.load(ada)).tokens, { low: 4, estimate: 4, high: 4 });
    assert.equal(counted, 1);
    await store.put('memory:default:ada', { turns: [{ atMs: 0, messages: [{ role: 'user', content: 'As it was kept before.' }] }] });
    assert.equal((await once.load(ada)).tokens.estimate, 22);
  });

  it('holds nothing back that a request does not need', async () => {
    for (const question of ['One', 'Two']) await memory.remember(ada, asking(question), saying('Yes.'));
    assert.notEqual((await memory.load(ada)).seen, undefined);
    assert.equal((await memory.load({ ...ada, messages: 2 })).seen, undefined);
  });

  it('gives no more than the wish asks for', async () => {
    for (let turn = 0; turn < 15; turn++) await memory.remember(ada, asking(`question ${turn}`), saying('yes'));
    assert.equal((await memory.load(ada)).messages.length, 20);
    assert.deepEqual(await texts({ ...ada, messages: 3 }), ['question 14', 'yes']);
    assert.deepEqual(await texts({ ...ada, tokens: 28 }), ['question 13', 'yes', 'question 14', 'yes']);
    assert.deepEqual((await memory.load({ ...ada, messages: 0 })).messages, []);
  });

  it('gives the last turn shortened where it is larger than the wish, and keeps it whole', async () => {
    await memory.remember(ada, asking(`Sum this up: ${'a long text '.repeat(1_000)}`), saying('It is long.'));
    const [question, answer, ...more] = await texts(ada);
    assert.match(String(question), /^Sum this up: a long .*\n\[\.\.\.\]\n.*text $/s);
    assert.deepEqual([answer, more], ['It is long.', []]);
    const { tokens, seen } = await memory.load(ada);
    assert.ok(tokens.estimate <= ada.tokens && tokens.estimate > 3_000, `${tokens.estimate}`);
    assert.equal(seen, undefined);
    assert.equal((await texts({ ...ada, tokens: 100_000 }))[0]?.length, 12_013);
    await memory.remember(ada, asking('Shorter!'), saying('Long.'), seen);
    assert.deepEqual(await texts(ada), ['Shorter!', 'Long.']);
  });

  it('stores no more than a megabyte of a conversation', async () => {
    const endless = { ...ada, messages: 10_000, tokens: 10_000_000 };
    for (let turn = 0; turn < 20; turn++) await memory.remember(endless, asking(`${turn} ${'x'.repeat(64_000)}`), saying('y'.repeat(64_000)));
    const kept = await texts(endless);
    assert.ok(JSON.stringify(kept).length < 1_000_000 && kept.length === 14, `${kept.length} messages`);
    assert.match(String(kept.at(-2)), /^19 /);
  });

  it('forgets when nothing was said for so long, counted from the last turn', async () => {
    await memory.remember(ada, asking('I am Ada.'), saying('Hello Ada.'));
    clock.advance(23 * hourMs);
    await memory.remember(ada, asking('Still here.'), saying('Good.'));
    clock.advance(24 * hourMs - 1);
    assert.equal((await memory.load(ada)).messages.length, 4);
    clock.advance(1);
    assert.deepEqual((await memory.load(ada)).messages, []);
  });

  it('forgets on request, one session only', async () => {
    await memory.remember(ada, asking('I am Ada.'), saying('Hello Ada.'));
    await memory.remember(wishFor('bob'), asking('I am Bob.'), saying('Hello Bob.'));
    await memory.forget('default', 'ada');
    assert.deepEqual((await memory.load(ada)).messages, []);
    assert.equal((await memory.load(wishFor('bob'))).messages.length, 2);
  });

  it('takes what it does not understand in the store for nothing', async () => {
    for (const nonsense of ['text', null, 7, { turns: 'none' }]) {
      await store.put('memory:default:ada', nonsense);
      assert.deepEqual((await memory.load(ada)).messages, []);
      await memory.remember(ada, asking('Hi'), saying('Hi!'));
      assert.deepEqual(await texts(ada), ['Hi', 'Hi!']);
    }
  });

  it('says which memory it was, where the store fails', async () => {
    const broken = conversations(new Proxy(store, { get: () => () => { throw new Error('The disk is full.'); } }), clock, letters);
    const wanted = { code: 'LLM_UNAVAILABLE', message: /memory 'default'.*The disk is full/ };
    await assert.rejects(broken.load(ada), wanted);
    await assert.rejects(broken.remember(ada, asking('Hi'), saying('Hi!')), wanted);
    await assert.rejects(broken.forget('default', 'ada'), wanted);
  });
});

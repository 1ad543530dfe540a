import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { answerOn, markFor } from '../../../nodes/kit/answer-on';
import type { Message } from '../../../nodes/kit/message';

const RED = { util: require('@node-red/util').util as unknown } as NodeAPI;

describe('the answer on a message', () => {
  /** What counts as the answer once a flow has done something, and again where the message went through JSON on the way. */
  function afterwards(payload: unknown, place: string, change: (msg: Record<string, unknown>) => void = () => {}): unknown {
    const [straight, stored] = [(msg: object) => msg, (msg: object) => JSON.parse(JSON.stringify(msg)) as object].map((way) => {
      const made = { _msgid: 'm', payload: structuredClone(payload), category: 'spam', llm: { place, payloadMark: markFor(place, payload) } };
      const msg = way(made) as Record<string, unknown>;
      change(msg);
      return answerOn(RED, msg as unknown as Message);
    });
    assert.deepEqual(stored, straight);
    return straight;
  }

  const payloads: Record<string, unknown> = {
    'a text': 'Buy now', 'a long text': 'Buy '.repeat(10_000), 'a number': 5, nothing: undefined, 'null': null,
    'a body': { model: 'm', messages: [{ role: 'user', content: 'Hi' }], stop: null }, 'a list': ['a', 'b'], 'a large object': Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field ${index}`, 'x'])),
  };
  for (const [what, payload] of Object.entries(payloads)) {
    it(`stands where the ask has put it while the payload is as it was: ${what}`, () => assert.equal(afterwards(payload, 'category'), 'spam'));
    it(`is the flow's own words once they are the payload: before, it was ${what}`, () => {
      assert.equal(afterwards(payload, 'category', (msg) => { msg.payload = 'Sorry.'; }), 'Sorry.');
    });
  }

  it('stands where the ask has put it while a payload of bytes is as it was, also behind a queue', () => {
    const msg = { payload: Buffer.from('Hi'), category: 'spam', llm: { place: 'category', payloadMark: markFor('category', Buffer.from('Hi')) } };
    for (const one of [msg, JSON.parse(JSON.stringify(msg))]) assert.equal(answerOn(RED, one as Message), 'spam');
  });

  it('is the payload where a field of it is changed, or one more is there', () => {
    assert.deepEqual(afterwards({ chatId: 1, content: 'Buy' }, 'category', (msg) => { (msg.payload as { content: string }).content = 'Sorry'; }), { chatId: 1, content: 'Sorry' });
    assert.deepEqual(afterwards({ chatId: 1 }, 'category', (msg) => { (msg.payload as { more: number }).more = 1; }), { chatId: 1, more: 1 });
  });

  it('is the payload where nothing stands in the place any more', () => {
    assert.equal(afterwards('Buy', 'category', (msg) => { delete msg.category; }), 'Buy');
    assert.equal(afterwards({ content: 'Hi' }, 'payload.content', (msg) => { msg.payload = 'Bot: Hi'; }), 'Bot: Hi');
  });

  it('stands in the payload where its place is there, whatever else was changed in it', () => {
    assert.equal(afterwards({ content: 'Hi' }, 'payload.content', (msg) => { msg.payload = { content: 'Hi!', more: 1 }; }), 'Hi!');
  });

  it('may be null, as data', () => assert.equal(afterwards('Buy', 'category', (msg) => { msg.category = null; }), null));

  it('leaves no word of the payload in what is noted of it', () => assert.match(markFor('category', 'secret words') ?? '', /^[\w-]{12}$/));
});

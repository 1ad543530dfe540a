import assert from 'node:assert/strict';
import type { Message } from '../../../nodes/kit/message';
import { sessionOf, userOf } from '../../../nodes/kit/session';
import type { Ticket } from '../../../nodes/kit/ticket';

describe('who asks, and in which conversation', () => {
  const msg = (more: Record<string, unknown>): Message => ({ _msgid: '1', ...more });
  const ticket = { client: { session: 'ticket', user: 'said' } } as Ticket;

  it('takes the flow\'s word for the session before the client\'s', () => {
    assert.equal(sessionOf(msg({ sessionId: 'flow' }), ticket), 'flow');
    assert.equal(sessionOf(msg({ _session: { id: 'socket' } }), ticket), 'ticket');
    assert.equal(sessionOf(msg({ _session: { id: 'socket' } }), undefined), 'socket');
    assert.equal(sessionOf(msg({ payload: 'x', topic: 'y', user: 'z' }), undefined), undefined);
    for (const nothing of ['', '  ', null, {}, [], true]) assert.equal(sessionOf(msg({ sessionId: nothing }), undefined), undefined);
  });

  it('keeps two apart whose names differ only far behind, as tokens do, and has one name for each', () => {
    const [ada, bob] = ['ada', 'bob'].map((who) => `${'x'.repeat(1000)}.${who}`);
    for (const nameOf of [(name: unknown) => sessionOf(msg({ sessionId: name }), undefined), (name: unknown) => userOf(msg({ user: name }), undefined)]) {
      assert.notEqual(nameOf(ada), nameOf(bob));
      assert.equal(nameOf(ada)?.length, 200);
      assert.equal(nameOf(nameOf(ada)), nameOf(ada));
      assert.equal(nameOf('y'.repeat(200)), 'y'.repeat(200), 'what fits stays as it is');
    }
  });

  it('knows users by name, login, dashboard and Telegram, and the client\'s own word last', () => {
    assert.equal(userOf(msg({ user: 'ada' }), ticket), 'ada');
    assert.equal(userOf(msg({ user: { email: 'ada@x.example' } }), ticket), 'ada@x.example');
    assert.equal(userOf(msg({ req: { user: { username: 'login' } } }), ticket), 'login');
    assert.equal(userOf(msg({ _client: { user: { name: 'dash' } } }), undefined), 'dash');
    assert.equal(userOf(msg({ originalMessage: { from: { id: 5 } } }), undefined), '5');
    assert.equal(userOf(msg({}), ticket), 'said');
    assert.equal(userOf(msg({ user: {} }), undefined), undefined);
  });
});

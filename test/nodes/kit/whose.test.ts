import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import type { Message } from '../../../nodes/kit/message';
import { readClient } from '../../../nodes/kit/read-client';
import type { Ticket } from '../../../nodes/kit/ticket';
import { whoOf } from '../../../nodes/kit/whose';

describe('whose budget or cache it is', () => {
  const RED = {} as NodeAPI;
  const ticket = (caller: string | undefined, user: string): Ticket => ({ client: readClient(undefined, { messages: [], user }, { caller }) }) as unknown as Ticket;

  it('a user is one of the client that names him: another client cannot mean the same by the same word', () => {
    assert.equal(whoOf(RED, { _msgid: '1' }, ticket('shop', '7'), 'user', ''), 'user:shop/7');
    assert.equal(whoOf(RED, { _msgid: '1' }, ticket('blog', '7'), 'user or session', ''), 'user:blog/7');
    assert.equal(whoOf(RED, { _msgid: '1' }, ticket(undefined, '7'), 'user', ''), 'user:/7');
  });

  it('no client can name its user so that another client\'s, or the sender of a chat, is meant', () => {
    const who = (caller: string | undefined, user: string): string | undefined => whoOf(RED, { _msgid: '1' }, ticket(caller, user), 'user', '');
    assert.notEqual(who('team', 'ann/7'), who('team/ann', '7'));
    assert.notEqual(who(undefined, 'team/7'), who('team', '7'));
    assert.notEqual(who(undefined, '5'), whoOf(RED, { _msgid: '1', originalMessage: { from: { id: 5 } } } as Message, undefined, 'user', ''));
    assert.notEqual(who('t'.repeat(200), `${'x'.repeat(200)}ada`), who('t'.repeat(200), `${'x'.repeat(200)}bob`));
  });

  it('long names that begin alike are not the same', () => {
    const long = (end: string): string => `${'x'.repeat(400)}${end}`;
    assert.notEqual(whoOf(RED, { _msgid: '1', user: long('a') }, undefined, 'user', ''), whoOf(RED, { _msgid: '1', user: long('b') }, undefined, 'user', ''));
    assert.notEqual(whoOf(RED, { _msgid: '1', topic: long('a') } as Message, undefined, 'msg', 'topic'), whoOf(RED, { _msgid: '1', topic: long('b') } as Message, undefined, 'msg', 'topic'));
  });

  it('a user that the flow names is the same for all', () => {
    assert.equal(whoOf(RED, { _msgid: '1', user: 'ada' }, ticket('shop', '7'), 'user', ''), 'user:ada');
    assert.equal(whoOf(RED, { _msgid: '1', user: 'ada' }, ticket('shop', 'ada'), 'user', ''), 'user:ada', 'also where the client says the same');
  });
});

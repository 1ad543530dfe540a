import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { readClient } from '../../../nodes/kit/read-client';
import type { Ticket } from '../../../nodes/kit/ticket';
import { whoOf } from '../../../nodes/kit/whose';

describe('whose budget or cache it is', () => {
  const RED = {} as NodeAPI;
  const ticket = (caller: string | undefined, user: string): Ticket => ({ client: readClient(undefined, { messages: [], user }, { caller }) }) as unknown as Ticket;

  it('a user is one of the client that names him: another client cannot mean the same by the same word', () => {
    assert.equal(whoOf(RED, { _msgid: '1' }, ticket('shop', '7'), 'user', ''), 'user:shop/7');
    assert.equal(whoOf(RED, { _msgid: '1' }, ticket('blog', '7'), 'user or session', ''), 'user:blog/7');
    assert.equal(whoOf(RED, { _msgid: '1' }, ticket(undefined, '7'), 'user', ''), 'user:7');
  });

  it('a user that the flow names is the same for all', () => {
    assert.equal(whoOf(RED, { _msgid: '1', user: 'ada' }, ticket('shop', '7'), 'user', ''), 'user:ada');
  });
});

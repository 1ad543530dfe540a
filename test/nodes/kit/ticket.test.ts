import assert from 'node:assert/strict';
import { failure } from '../../../src/chat/failure';
import { seededDice } from '../../../src/dice';
import type { Message } from '../../../nodes/kit/message';
import { readClient } from '../../../nodes/kit/read-client';
import { sessionOf } from '../../../nodes/kit/session';
import type { Ticket } from '../../../nodes/kit/ticket';
import { Tickets } from '../../../nodes/kit/tickets';
import { virtualClock } from '../../kit/virtual-clock';
import { FakeResponse } from './fake-response';

describe('a ticket', () => {
  const body = { messages: [{ role: 'user', content: 'Hello' }] };
  const open = (unansweredMs = 10_000): { clock: ReturnType<typeof virtualClock>; tickets: Tickets; response: FakeResponse; ticket: Ticket } => {
    const clock = virtualClock();
    const tickets = new Tickets(clock, seededDice(1));
    const response = new FakeResponse();
    return { clock, tickets, response, ticket: tickets.open(response.express, readClient(undefined, body, { unansweredMs })) };
  };

  it('answers 504 when nothing comes in time', () => {
    const { clock, response, ticket, tickets } = open();
    clock.advance(9_999);
    assert.equal(ticket.state, 'waiting');
    clock.advance(1);
    assert.equal(response.statusCode, 504);
    assert.equal((JSON.parse(response.body) as { error: { code: string } }).error.code, 'LLM_TIMEOUT');
    assert.equal(ticket.state, 'ended');
    assert.equal(tickets.size, 0);
    assert.equal(clock.pending(), 0);
  });

  it('cuts a client that does not take its whole answer, and watches none that has it', () => {
    const quick = open();
    quick.ticket.send(200, {}, 'all of it');
    assert.equal(quick.clock.pending(), 0);
    const slow = open();
    slow.response.writableNeedDrain = true;
    slow.ticket.send(200, {}, 'x'.repeat(5_000));
    assert.equal(slow.response.destroyed, false);
    slow.clock.advance(30_000);
    assert.equal(slow.response.destroyed, true);
    assert.equal(slow.clock.pending(), 0);
  });

  it('lets its clock stand still while a run works, and go on with what is left', () => {
    const { clock, response, ticket } = open();
    clock.advance(6_000);
    const first = ticket.hold(() => undefined);
    const second = ticket.hold(() => undefined);
    assert.equal(ticket.state, 'running');
    clock.advance(60_000);
    first();
    clock.advance(60_000);
    second();
    second();
    clock.advance(3_999);
    assert.equal(response.statusCode, 0);
    clock.advance(1);
    assert.equal(response.statusCode, 504);
  });

  it('has no clock where it was opened for http in, whose flow may take its time', () => {
    const { clock, tickets } = open();
    const other = new FakeResponse();
    const pending = clock.pending();
    const fromHttpIn = tickets.of({ _msgid: '1', payload: 'Hi', res: { _res: other.express } });
    fromHttpIn?.hold(() => undefined)();
    assert.equal(clock.pending(), pending);
    clock.advance(24 * 3_600_000);
    assert.equal(fromHttpIn?.state, 'waiting');
    assert.equal(other.statusCode, 0);
    assert.equal(fromHttpIn.send(200, {}, 'late'), true);
  });

  it('is claimed once, and then has no clock', () => {
    const { clock, response, ticket } = open();
    assert.equal(ticket.claim(), true);
    assert.equal(ticket.claim(), false);
    assert.equal(ticket.send(200, {}, 'late'), false);
    assert.equal(ticket.refuse(failure('server', 'late')), false);
    response.end('the answer');
    clock.advance(100_000);
    assert.equal(response.body, 'the answer');
    assert.equal(clock.pending(), 0);
  });

  it('cancels what runs for it when its client goes, and not when it was answered', () => {
    const { response, ticket } = open();
    const why: string[] = [];
    ticket.hold((reason) => why.push(reason));
    response.close();
    assert.deepEqual(why, ['the client has gone']);
    assert.equal(ticket.gone, true);
    const other = open();
    other.ticket.hold((reason) => why.push(reason));
    other.ticket.send(200, {}, 'answer');
    assert.equal(why.length, 1);
    assert.equal(other.ticket.gone, false);
  });

  it('cancels at once what begins for it when its client has gone already', () => {
    const { response, ticket } = open();
    response.close();
    const why: string[] = [];
    ticket.hold((reason) => why.push(reason));
    assert.deepEqual(why, ['the client has gone']);
  });

  it('leaves a response alone that somebody else has begun', () => {
    const { clock, response, ticket } = open();
    response.headersSent = true;
    clock.advance(20_000);
    assert.equal(ticket.claim(), false);
    assert.equal(response.body, '');
  });

  it('is found by its key, by its response, and is opened for http in', () => {
    const { tickets, ticket, response } = open();
    const byKey: Message = { _msgid: '1', llm: { reply: ticket.id } };
    assert.equal(tickets.of(byKey), ticket);
    const byResponse: Message = { _msgid: '2', res: { _res: response.express } };
    assert.equal(tickets.of(byResponse), ticket);
    assert.equal(byResponse.llm?.reply, ticket.id);
    const other = new FakeResponse();
    const fromHttpIn: Message = { _msgid: '3', payload: 'Hi', res: { _res: other.express } };
    assert.equal(tickets.of(fromHttpIn)?.client.dialect.id, 'text');
    assert.equal(tickets.of({ _msgid: '4' }), undefined);
    assert.equal(tickets.of({ _msgid: '5', llm: { reply: 'unknown' } }), undefined);
  });

  it('cuts a client that has data waiting and does not take 1 kB in 30 s', () => {
    const { clock, response, ticket } = open();
    ticket.claim();
    response.writableNeedDrain = true;
    response.write('x'.repeat(100_000));
    const take = (bytes: number): void => { response.writableLength -= bytes; };
    take(2_000);
    clock.advance(30_000);
    take(1_100);
    clock.advance(30_000);
    assert.equal(response.destroyed, false);
    take(1_000);
    clock.advance(30_000);
    assert.equal(response.destroyed, true);
    assert.equal(ticket.gone, true);
    assert.equal(clock.pending(), 0);
  });

  it('does not cut a client whose earlier answer on the same connection is still being sent', () => {
    const { clock, response, ticket } = open();
    ticket.claim();
    const { socket } = response;
    Object.assign(response, { socket: null, writableNeedDrain: true });
    response.body = '';
    response.writableLength = 100_000;
    clock.advance(300_000);
    assert.equal(response.destroyed, false);
    Object.assign(response, { socket });
    socket.bytesWritten = 100_000;
    clock.advance(60_000);
    assert.equal(response.destroyed, true, 'once it is its turn, it is watched');
  });

  it('does not cut a client for whom nothing waits', () => {
    const { clock, response, ticket } = open();
    ticket.claim();
    response.write('x');
    clock.advance(300_000);
    assert.equal(response.destroyed, false);
  });
});

describe('what a request tells of its client', () => {
  it('speaks OpenAI where there are messages, else plain text', () => {
    assert.equal(readClient(undefined, { messages: [], stream: true, stream_options: { include_usage: true } }).stream, true);
    for (const body of ['Hi', undefined, null, { stream: true }, [], { messages: 'x', stream: true }]) {
      const { dialect, stream } = readClient(undefined, body);
      assert.deepEqual([dialect.id, stream], ['text', false]);
    }
  });

  it('finds the session in header, cookie and metadata, never in user', () => {
    const session = (headers: Record<string, string>, body: unknown = {}): string | undefined => readClient({ headers }, body).session;
    assert.equal(session({ 'x-session-id': ' a ' }), '/a');
    assert.equal(session({ cookie: 'x=1; switchyard-session=b; y=2' }), '/b');
    assert.equal(session({}, { metadata: { session_id: 'c' }, user: 'u' }), '/c');
    assert.equal(session({}, { user: 'u' }), undefined);
    assert.equal(session({ 'x-session-id': '' }, { metadata: { session_id: 7 } }), undefined);
  });

  it('has another session for each client, whatever a client calls its own', () => {
    const session = (caller: string | undefined, name: string): string | undefined => readClient({ headers: { 'x-session-id': name } }, {}, { caller }).session;
    assert.equal(session('ada', 's1'), 'ada/s1');
    assert.notEqual(session('team', 'ann/42'), session('team/ann', '42'));
    assert.notEqual(session('team/ann', '42'), session('team%2Fann', '42'));
    assert.notEqual(session(undefined, 'team/42'), session('team', '42'));
    assert.notEqual(session(undefined, '123456789'), sessionOf({ _msgid: '1', payload: { chatId: 123456789 } }, undefined), 'not the chat of somebody else');
    assert.notEqual(session('team', `${'x'.repeat(500)}ada`), session('team', `${'x'.repeat(500)}bob`));
    assert.notEqual(session(`${'t'.repeat(199)}a`, 's'), session(`${'t'.repeat(199)}b`, 's'));
  });
});

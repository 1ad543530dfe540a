import assert from 'node:assert/strict';
import { seededDice } from '../../../src/dice';
import type { AnswerHead, Outcome } from '../../../src/run/outcome';
import { httpSink, type ClientSink } from '../../../nodes/kit/http-sink';
import { readClient } from '../../../nodes/kit/read-client';
import { Tickets } from '../../../nodes/kit/tickets';
import { virtualClock } from '../../kit/virtual-clock';
import { FakeResponse } from './fake-response';

describe('the sink to an HTTP client', () => {
  const head: AnswerHead = { id: 'run', model: 'gpt-ü', provider: 'Test', why: 'cheapest\r\nx-evil: 1', createdSeconds: 1, costEstimateMicros: 12, cached: false };
  const outcome: Outcome = {
    id: 'run', status: 'answered', answer: { content: [{ type: 'text', text: 'Hello' }], finish: 'stop', extras: [] }, head,
    usage: { input: 1, output: 1 }, costMicros: 7, totalMs: 1, cached: false, why: 'cheapest', attempts: [], warnings: [],
  };
  const make = (stream: boolean, showHeaders = true): { clock: ReturnType<typeof virtualClock>; response: FakeResponse; sink: ClientSink; second: ClientSink } => {
    const clock = virtualClock();
    const response = new FakeResponse();
    const ticket = new Tickets(clock, seededDice(1)).open(response.express, readClient(undefined, { messages: [], stream }));
    return { clock, response, sink: httpSink(ticket, clock, showHeaders), second: httpSink(ticket, clock, showHeaders) };
  };

  it('writes events as they come, and the end', () => {
    const { response, sink, clock } = make(true);
    sink.open(head);
    assert.equal(sink.write([{ type: 'text', text: 'Hello' }]), true);
    assert.match(response.body, /"content":"Hello"/);
    assert.equal(response.writableEnded, false);
    sink.close(outcome);
    assert.match(response.body, /data: \[DONE\]\n\n$/);
    assert.equal(response.writableEnded, true);
    assert.equal(sink.delivered, true);
    assert.equal(clock.pending(), 0);
  });

  it('puts nothing into a header that could not stand there', () => {
    const { response, sink } = make(true);
    sink.open(head);
    assert.equal(response.headers['x-llm-model'], 'gpt-?');
    assert.equal(response.headers['x-llm-decision'], 'cheapest??x-evil: 1');
    assert.equal(response.headers['x-llm-cost-estimate'], '0.000012');
    const { response: bare, sink: without } = make(true, false);
    without.open(head);
    assert.equal(Object.keys(bare.headers).some((name) => name.startsWith('x-llm')), false);
  });

  it('sends a comment every 15 s, but not to a client that does not take what it has', () => {
    const { response, sink, clock } = make(true);
    sink.open(head);
    clock.advance(15_000);
    assert.match(response.body, /: still here\n\n$/);
    const before = response.body.length;
    response.writableLength = 1;
    clock.advance(15_000);
    assert.equal(response.body.length, before);
  });

  it('pauses the run while the client does not take more', () => {
    const { response, sink } = make(true);
    sink.open(head);
    response.writableNeedDrain = true;
    assert.equal(sink.write([{ type: 'text', text: 'Hello' }]), false);
    let resumed = false;
    sink.onDrain(() => { resumed = true; });
    response.emit('drain');
    assert.equal(resumed, true);
  });

  it('gives the client to the first run only', () => {
    const { response, sink, second } = make(true);
    sink.open(head);
    second.open({ ...head, id: 'second' });
    second.write([{ type: 'text', text: 'other' }]);
    second.close(outcome);
    assert.equal(second.delivered, false);
    assert.doesNotMatch(response.body, /other/);
    assert.equal(response.writableEnded, false);
  });

  it('sends a whole answer at its end, with the true cost', () => {
    const { response, sink } = make(false);
    sink.open(head);
    sink.write([{ type: 'text', text: 'Hello' }]);
    assert.equal(response.headersSent, false);
    sink.close(outcome);
    assert.equal(response.headers['x-llm-cost'], '0.000007');
    assert.equal((JSON.parse(response.body) as { object: string }).object, 'chat.completion');
  });

  it('leaves a failure without an answer to the flow', () => {
    for (const stream of [true, false]) {
      const { response, sink } = make(stream);
      sink.close({ ...outcome, status: 'failed', answer: undefined, failure: { kind: 'server', message: 'down' } });
      assert.equal(sink.delivered, false);
      assert.equal(response.headersSent, false);
    }
  });

  it('ends a stream that is cancelled from our side with an error event', () => {
    const { response, sink } = make(true);
    sink.open(head);
    sink.close({ ...outcome, status: 'cancelled', failure: { kind: 'cancelled', message: 'Cancelled: Node-RED is stopping.' } });
    assert.match(response.body, /"code":"LLM_INTERRUPTED"/);
    assert.doesNotMatch(response.body, /\[DONE\]/);
  });
});

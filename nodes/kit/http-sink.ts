import { failure } from '../../src/chat/failure';
import type { Part } from '../../src/chat/part';
import type { Clock } from '../../src/clock';
import type { AnswerHead, Outcome } from '../../src/run/outcome';
import type { Sink } from '../../src/run/sink';
import { streamHeaders, wholeHeaders } from './answer-headers';
import type { Ticket } from './ticket';

const heartbeatMs = 15_000;

/** A sink that knows whether the client got this run's answer. */
export interface ClientSink extends Sink { readonly delivered: boolean }

/** Pipes a run to the waiting client: server-sent events or one JSON body, as it asked. */
export function httpSink(ticket: Ticket, clock: Clock, showHeaders: boolean): ClientSink {
  return ticket.client.stream ? streamSink(ticket, clock, showHeaders) : wholeSink(ticket, showHeaders);
}

function wholeSink(ticket: Ticket, showHeaders: boolean): ClientSink {
  let delivered = false;
  return {
    whole: true,
    get delivered() { return delivered; },
    open() {},
    write: () => true,
    onDrain() {},
    close(outcome) {
      if (outcome.status === 'answered') delivered = sendWhole(ticket, outcome, showHeaders);
    },
  };
}

/** The whole answer as one body. `text` stands in place of the answer's own, where a flow changed it. False: somebody was faster. */
export function sendWhole(ticket: Ticket, outcome: Outcome, showHeaders: boolean, text?: string): boolean {
  const { dialect } = ticket.client;
  const headers = { 'content-type': dialect.wholeType, ...(showHeaders && wholeHeaders(outcome)) };
  return ticket.send(200, headers, dialect.whole(outcome, text));
}

function streamSink(ticket: Ticket, clock: Clock, showHeaders: boolean): ClientSink {
  const { response, client } = ticket;
  const writer = client.dialect.writer({ include_usage: client.includeUsage });
  let delivered = false;
  let stopHeartbeat: (() => void) | undefined;
  const send = (text: string): boolean => text === '' || !delivered || response.writableEnded || response.write(text);
  const beat = (): void => {
    if (!response.writableNeedDrain) send(': still here\n\n');
    stopHeartbeat = clock.after(heartbeatMs, beat);
  };
  return {
    get delivered() { return delivered; },
    // Another run may have claimed the client: then this one's answer only travels on the message.
    open(head: AnswerHead) {
      delivered = ticket.claim();
      if (!delivered) return;
      response.status(200).set({
        'content-type': client.dialect.streamType, 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no',
        ...(showHeaders && streamHeaders(head)),
      });
      response.flushHeaders();
      stopHeartbeat = clock.after(heartbeatMs, beat);
      send(writer.open(head));
    },
    write: (parts: readonly Part[]) => !delivered || send(writer.push(parts)),
    onDrain: (resume) => { response.once('drain', resume); },
    close(outcome: Outcome) {
      stopHeartbeat?.();
      if (!delivered) return;
      send(writer.end(outcome.status === 'cancelled' ? brokenOff(outcome) : outcome));
      response.end();
    },
  };
}

/** Cancelled while its client still waits: Node-RED stops. The client must not take what it has for the whole answer. */
function brokenOff(outcome: Outcome): Outcome {
  return { ...outcome, status: 'failed', failure: failure('interrupted', `The answer broke off. ${outcome.failure?.message ?? ''}`.trim()) };
}

/** A whole answer to a client that asked for pieces: the same events, all at once. */
export function sendAsStream(ticket: Ticket, clock: Clock, showHeaders: boolean, head: AnswerHead, parts: readonly Part[], outcome: Outcome): boolean {
  const sink = streamSink(ticket, clock, showHeaders);
  sink.open(head);
  sink.write(parts);
  sink.close(outcome);
  return sink.delivered;
}

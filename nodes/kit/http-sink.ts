import { failure } from '../../src/chat/failure';
import type { Part } from '../../src/chat/part';
import type { Clock } from '../../src/clock';
import type { AnswerWriter } from '../../src/inbound/dialect';
import type { AnswerHead, Outcome } from '../../src/run/outcome';
import type { Sink } from '../../src/run/sink';
import { streamHeaders, wholeHeaders } from './answer-headers';
import { ChunkedBody } from './chunked-body';
import type { Ticket } from './ticket';

const heartbeatMs = 15_000;

/** A sink that knows whether the client got this run's answer. */
export interface ClientSink extends Sink { readonly delivered: boolean }

/** Pipes a run to the waiting client: server-sent events or one JSON body, as it asked. */
export function httpSink(ticket: Ticket, clock: Clock, showHeaders: boolean): ClientSink {
  return ticket.client.stream ? new StreamSink(ticket, clock, showHeaders) : new WholeSink(ticket, showHeaders);
}

/** A class, like all that is made for each request: V8 puts a getter of an object literal into its old space, with all that it refers to. */
class WholeSink implements ClientSink {
  readonly whole = true;
  delivered = false;
  constructor(private readonly ticket: Ticket, private readonly showHeaders: boolean) {}

  open(): void {}
  write(): boolean { return true; }
  onDrain(): void {}
  close(outcome: Outcome): void {
    if (outcome.status === 'answered') this.delivered = sendWhole(this.ticket, outcome, this.showHeaders);
  }
}

/** The whole answer as one body. `text` stands in place of the answer's own, where a flow changed it. False: somebody was faster. */
export function sendWhole(ticket: Ticket, outcome: Outcome, showHeaders: boolean, text?: string): boolean {
  const { dialect } = ticket.client;
  const headers = { 'content-type': dialect.wholeType, ...(showHeaders && wholeHeaders(outcome)) };
  return ticket.send(200, headers, dialect.whole(outcome, text));
}

class StreamSink implements ClientSink {
  delivered = false;
  private readonly writer: AnswerWriter;
  private readonly body: ChunkedBody;
  private stopHeartbeat: (() => void) | undefined;

  constructor(private readonly ticket: Ticket, private readonly clock: Clock, private readonly showHeaders: boolean) {
    this.body = new ChunkedBody(ticket.response);
    this.writer = ticket.client.dialect.writer({ include_usage: ticket.client.includeUsage });
  }

  /** Another run may have claimed the client: then this one's answer only travels on the message. */
  open(head: AnswerHead): void {
    const { ticket, clock } = this;
    const { response, client } = ticket;
    this.delivered = ticket.claim();
    if (!this.delivered) return;
    response.status(200).set({
      'content-type': client.dialect.streamType, 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no',
      ...(this.showHeaders && streamHeaders(head)),
    });
    this.stopHeartbeat = clock.after(heartbeatMs, this.beat);
    const begin = this.writer.open(head);
    if (begin === '') response.flushHeaders();
    else this.send(begin);
  }

  write(parts: readonly Part[]): boolean { return !this.delivered || this.send(this.writer.push(parts)); }

  onDrain(resume: () => void): void { this.body.onDrain(resume); }

  close(outcome: Outcome): void {
    this.stopHeartbeat?.();
    if (!this.delivered) return;
    this.send(this.writer.end(outcome.status === 'cancelled' ? brokenOff(outcome) : outcome));
    this.ticket.response.end();
  }

  private send(text: string): boolean {
    return !this.delivered || this.ticket.response.writableEnded || this.body.write(text);
  }

  private readonly beat = (): void => {
    if (this.ticket.response.writableLength === 0) this.send(': still here\n\n');
    this.stopHeartbeat = this.clock.after(heartbeatMs, this.beat);
  };
}

/** Cancelled while its client still waits: Node-RED stops. The client must not take what it has for the whole answer. */
function brokenOff(outcome: Outcome): Outcome {
  return { ...outcome, status: 'failed', failure: failure('interrupted', `The answer broke off. ${outcome.failure?.message ?? ''}`.trim()) };
}

/** A whole answer to a client that asked for pieces: the same events, all at once. */
export function sendAsStream(ticket: Ticket, clock: Clock, showHeaders: boolean, head: AnswerHead, parts: readonly Part[], outcome: Outcome): boolean {
  const sink = new StreamSink(ticket, clock, showHeaders);
  sink.open(head);
  sink.write(parts);
  sink.close(outcome);
  return sink.delivered;
}

import { httpSink, type ClientSink } from '../kit/http-sink';
import { llmOf, type Llm, type Message } from '../kit/message';
import { pieceSink, type PieceSink } from '../kit/piece-sink';
import type { Ticket } from '../kit/ticket';
import type { Ask } from './run';

export type AnySink = ClientSink | PieceSink;

/** Who gets the answer while it comes: the waiting client, or a reply that sends messages on. Undefined: it waits until it is whole. */
export function sinkFor(here: Ask, msg: Message, ticket: Ticket | undefined): AnySink | undefined {
  const reply = here.straightReply();
  if (!reply) return undefined;
  const { clock } = here.host;
  if (ticket) return ticket.state === 'waiting' || ticket.state === 'running' ? httpSink(ticket, clock, reply.showHeaders) : undefined;
  // Data is no text that grows, and a client that has its answer is no other receiver.
  if (here.settings.answerAs === 'json' || llmOf(msg).reply !== undefined) return undefined;
  // A part of a Split is answered whole: its Join puts the answers together by the parts that stand on the message.
  if (msg.parts !== undefined) return undefined;
  return pieceSink(clock, reply.pieces(msg));
}

/** What the receiver has got already, for reply to know what is left to do. */
export function streamedBy(sink: AnySink | undefined): Llm['streamed'] {
  if (!sink?.delivered) return undefined;
  return 'letters' in sink ? { pieces: sink.count, letters: sink.letters } : 'all';
}

import type { Response } from 'express';
import type { Failure } from '../../src/chat/failure';
import type { Clock } from '../../src/clock';
import type { Dice } from '../../src/dice';
import { UnderWay } from '../../src/under-way';
import { llmOf, setLlm, type Message } from './message';
import { readClient } from './read-client';
import { Ticket, type Client } from './ticket';

/** All waiting clients of one Node-RED. They belong to no node, so a deploy leaves them alone. */
export class Tickets {
  /** In a cell, which is emptied: a Map's outgrown table would keep what stood in it from being collected. */
  private readonly byId = new UnderWay<{ ticket: Ticket | undefined }>();

  constructor(private readonly clock: Clock, private readonly dice: Dice) {}

  open(response: Response, client: Client): Ticket {
    const cell: { ticket: Ticket | undefined } = { ticket: undefined };
    const ticket = new Ticket(this.dice.name(18), response, client, this.clock, ({ id }) => { this.byId.delete(id); cell.ticket = undefined; });
    placeIn(response)[ours] = ticket;
    if (ticket.state === 'ended') return ticket;
    cell.ticket = ticket;
    this.byId.set(ticket.id, cell);
    return ticket;
  }

  /**
   * The ticket of a message: by its key, by its response object, or opened now for a message from `http in`.
   * Undefined where no HTTP client waits, or where its ticket has ended and the response is no longer on the message.
   */
  of(msg: Message): Ticket | undefined {
    const key = llmOf(msg).reply;
    const response = msg.res?._res;
    const known = (key === undefined ? undefined : this.byId.get(key)?.ticket) ?? (isResponse(response) ? placeIn(response)[ours] : undefined);
    const ticket = known ?? (isResponse(response) ? this.open(response, readClient(msg.req, msg.req?.body ?? msg.payload)) : undefined);
    if (ticket && key !== ticket.id) setLlm(msg, { reply: ticket.id });
    return ticket;
  }

  get size(): number { return this.byId.size; }

  /** The process ends: whoever still waits is told so. */
  refuseAll(problem: Failure): void {
    for (const { ticket } of this.byId.values()) ticket?.refuse(problem);
  }
}

const ours = Symbol('ticket');

/**
 * Where a response keeps its ticket: in Express's own drawer for such things. A WeakMap would keep both from being collected young,
 * and so would a property of the response itself, whose prototype Express has changed.
 */
function placeIn(response: Response): { [ours]?: Ticket } {
  return response.locals ?? response;
}

function isResponse(value: unknown): value is Response {
  return typeof value === 'object' && value !== null && typeof (value as Response).writeHead === 'function';
}

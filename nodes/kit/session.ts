import type { Message } from './message';
import { llmOf } from './message';
import type { Ticket } from './ticket';

/** Longest name of a session or a user that is kept: they become parts of keys. */
const longest = 200;

function name(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim().slice(0, longest) : undefined;
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

/**
 * Which conversation a message belongs to, or undefined: never a shared one by guess. A client's own name for its
 * session stands behind the name of its key, so that one client cannot read another's by guessing.
 */
export function sessionOf(msg: Message, ticket: Ticket | undefined): string | undefined {
  return name(msg.sessionId)
    ?? ticket?.client.session
    ?? name(llmOf(msg).session)
    ?? name(field(msg._session, 'id'))
    ?? name(field(msg._client, 'socketId'))
    ?? name(field(msg.payload, 'chatId'));
}

/** Who asks, or undefined: what the flow says, what Node-RED's own login says, what the client says, Telegram's sender. */
export function userOf(msg: Message, ticket: Ticket | undefined): string | undefined {
  return person(msg.user)
    ?? person(field(msg._client, 'user'))
    ?? person(field(msg.req, 'user'))
    ?? ticket?.client.user
    ?? person(field(field(msg, 'originalMessage'), 'from'));
}

function person(value: unknown): string | undefined {
  return name(value) ?? name(field(value, 'id')) ?? name(field(value, 'username')) ?? name(field(value, 'email')) ?? name(field(value, 'name'));
}

/** The longest a `sharedBy` or `who` may be, and nothing in it that could be taken for another kind. */
export function label(kind: string, value: string): string {
  return `${kind}:${value}`.slice(0, 300);
}

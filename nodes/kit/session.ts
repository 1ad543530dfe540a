import { keyName, nameFrom as name } from './key-name';
import type { Message } from './message';
import { llmOf } from './message';
import type { Ticket } from './ticket';

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

/** Which conversation a message belongs to, or undefined: never a shared one by guess. */
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
  return knownUserOf(msg) ?? ticket?.client.user ?? person(field(field(msg, 'originalMessage'), 'from'));
}

/** Who asks, by what a client cannot say itself. */
export function knownUserOf(msg: Message): string | undefined {
  return person(msg.user) ?? person(field(msg._client, 'user')) ?? person(field(msg.req, 'user'));
}

function person(value: unknown): string | undefined {
  return name(value) ?? name(field(value, 'id')) ?? name(field(value, 'username')) ?? name(field(value, 'email')) ?? name(field(value, 'name'));
}

/** The longest a `sharedBy` or `who` may be, and nothing in it that could be taken for another kind. */
export function label(kind: string, value: string): string {
  return keyName(`${kind}:${value}`, 300);
}

import type { NodeAPI } from 'node-red';
import { property } from './evaluate';
import { saidBy } from './key-name';
import type { Message } from './message';
import { knownUserOf, label, sessionOf, userOf } from './session';
import type { Ticket } from './ticket';

/** Whom a budget or a cache is for, as the dialogs say it. */
export type Whose = 'everyone' | 'user' | 'session' | 'client key' | 'msg' | 'user or session';

/** The name of the group a message belongs to ("user:ada"), or undefined where the message does not tell. */
export function whoOf(RED: NodeAPI, msg: Message, ticket: Ticket | undefined, whose: Whose, path: string): string | undefined {
  const named = (kind: string, value: string | undefined): string | undefined => (value === undefined ? undefined : label(kind, value));
  switch (whose) {
    case 'everyone': return 'everyone';
    case 'user': return named('user', userOfCaller(msg, ticket));
    case 'session': return named('session', sessionOf(msg, ticket));
    case 'user or session': return named('user', userOfCaller(msg, ticket)) ?? named('session', sessionOf(msg, ticket));
    case 'client key': return named('key', ticket?.client.caller);
    case 'msg': {
      const value = property(RED, msg, path);
      return typeof value === 'string' && value !== '' || typeof value === 'number' ? label(path, String(value)) : undefined;
    }
  }
}

/** A user whom only a client names is one of that client: two may mean two people by "7". */
function userOfCaller(msg: Message, ticket: Ticket | undefined): string | undefined {
  const { caller, user: said } = ticket?.client ?? {};
  return knownUserOf(msg) ?? (said === undefined ? userOf(msg, ticket) : saidBy(caller, said));
}

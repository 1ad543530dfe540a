import type { IncomingMessage } from 'node:http';
import type { Refusal } from '../../src/inbound/dialect';
import { isLoopback } from '../../src/run/snapshot';

/** What a proxy adds: behind one every client seems to sit on this machine. */
const passedOn = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via', 'cf-connecting-ip', 'true-client-ip'];

/**
 * True for a request from this very machine. A name other than this machine's in the Host header is a page of another site whose
 * name was made to lead here (DNS rebinding), or a proxy that tells nothing. So is HTTP/1.0, which nginx speaks by its older default.
 */
export function isLocal({ socket, headers, httpVersion }: Pick<IncomingMessage, 'socket' | 'headers' | 'httpVersion'>): boolean {
  const from = (socket.remoteAddress ?? '').replace(/^::ffff:/i, '');
  const asked = (headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
  return isLoopback(from) && httpVersion !== '1.0' && (isLoopback(asked) || asked.endsWith('.localhost')) && !passedOn.some((name) => name in headers);
}

/** The answer to a stranger, where no client has a key. */
export function localOnly(): Refusal {
  const message = 'This endpoint has no client keys, so it answers only the machine it runs on, and nothing that a proxy passes on or that comes by HTTP/1.0. Add a client key in the endpoint node, or tick "Answer everybody" there.';
  return refusedHere(message, 'local_only');
}

export function refusedHere(message: string, code: string): Refusal {
  const error = { message, type: 'permission_error', param: null, code };
  return { status: 403, headers: { 'content-type': 'application/json; charset=utf-8', 'x-should-retry': 'false' }, body: JSON.stringify({ error }) };
}

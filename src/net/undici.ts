import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { lookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { LRUCache } from 'lru-cache';
import { Agent, buildConnector, type DiagnosticsChannel, type Dispatcher } from 'undici';
import { failure, type Failure } from '../chat/failure';
import { unpacking, type Unpacking } from './decompress';
import { isMetadataAddress } from './metadata-address';
import type { Call, Net, ReplyHeaders, Sending, Taker } from './net';

/** Longest wait for a connection; after it the provider counts as out of reach. */
const connectWithinMs = 10_000;

/** Errors of a socket that had carried another request before: the server had closed the kept connection. */
const reused = new WeakSet<object>();
/** undici tells nowhere else which socket a request goes over. */
const sending = 'undici:client:sendHeaders';

/**
 * Net over undici: one keep-alive pool an origin. `dispatch` costs about half of `fetch`.
 * undici's own time limits are off, since the run's watch holds them all. Redirects are never followed: a key must not travel.
 */
export function undiciNet(): Net {
  const connector = buildConnector({ timeout: connectWithinMs, lookup: safeLookup });
  /** How many requests have gone over each socket. One has its reply before the next goes out. */
  const requests = new WeakMap<object, number>();
  const count = (message: unknown): void => {
    const { socket } = message as DiagnosticsChannel.ClientSendHeadersMessage;
    const before = requests.get(socket);
    if (before !== undefined) requests.set(socket, before + 1);
  };
  subscribe(sending, count);
  const agent = new Agent({
    headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 20_000, maxHeaderSize: 32 * 1024,
    connect(options, callback) {
      connector(options, (error, socket) => {
        if (!socket) return callback(error ?? new Error('no socket'), null);
        requests.set(socket, 0);
        // undici hands the same error object to the request, but not whether the socket had been used before.
        socket.once('error', (reason: Error) => { if ((requests.get(socket) ?? 0) > 1) reused.add(reason); });
        callback(null, socket);
      });
    },
  });
  return {
    send(call, taker) {
      const exchange = new Exchange(taker);
      exchange.begin(agent, call);
      return exchange;
    },
    close() {
      unsubscribe(sending, count);
      return agent.destroy();
    },
  };
}

const metadataCode = 'METADATA_ADDRESS';

/** A name that somebody else holds must not lead to a metadata service either. */
const safeLookup: LookupFunction = (name, options, callback) => lookup(name, options, (problem, found, family) => {
  const all: (string | LookupAddress)[] = Array.isArray(found) ? found : [found];
  const leadsThere = !problem && all.some((one) => isMetadataAddress(typeof one === 'string' ? one : one.address));
  callback(leadsThere ? Object.assign(new Error('a metadata service'), { code: metadataCode }) : problem, found, family);
});

/** One call under way: what undici tells of it, for its taker. A class, since it lives as long as the reply comes. */
class Exchange implements Sending, Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  private over = false;
  private answered = false;
  private packed: Unpacking | undefined;

  constructor(private readonly taker: Taker) {}

  begin(agent: Agent, call: Call): void {
    try {
      const { origin, path } = placeOf(call.url);
      agent.dispatch({ origin, path, method: call.method, headers: call.headers, body: call.body ?? null }, this);
    } catch (reason) {
      // Never inside `send`: the caller has no handle yet.
      queueMicrotask(() => this.fail(reason));
    }
  }

  abort(): void {
    this.packed?.close();
    if (this.over) return;
    this.over = true;
    this.hangUp();
  }

  resume(): void { (this.packed ?? this.controller)?.resume(); }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.over) this.hangUp();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    if (this.over || status < 200) return;
    this.answered = true;
    const flat = joined(headers);
    this.packed = unpacking(flat['content-encoding'], this.taker, {
      drained: () => this.controller?.resume(),
      broken: () => { this.over = true; this.hangUp(); },
    });
    this.taker.head(status, flat);
  }

  onResponseData(controller: Dispatcher.DispatchController, bytes: Buffer): void {
    if (!this.over && !(this.packed ?? this.taker).data(bytes)) controller.pause();
  }

  onResponseEnd(): void {
    if (this.over) return;
    this.over = true;
    (this.packed ?? this.taker).end();
  }

  onResponseError(_controller: unknown, reason: unknown): void { this.fail(reason); }

  private fail(reason: unknown): void {
    if (this.over) return;
    this.over = true;
    (this.packed ?? this.taker).fail(classify(reason, this.answered));
  }

  private hangUp(): void { this.controller?.abort(new Error('aborted')); }
}

interface Place { origin: string; path: string }

/** Addresses are those of the models, and to parse one takes longer than to look it up. */
const places = new LRUCache<string, Place>({ max: 500 });

function placeOf(address: string): Place {
  let place = places.get(address);
  if (!place) {
    const { origin, pathname, search } = new URL(address);
    places.set(address, place = { origin, path: pathname + search });
  }
  return place;
}

type Headers = Record<string, string | string[] | undefined>;

/** undici's own headers, in lower case already; the rare one that came more than once becomes one text. */
function joined(headers: Headers): ReplyHeaders {
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (Array.isArray(value)) headers[name] = value.join(', ');
  }
  return headers as ReplyHeaders;
}

const unreadable = /^HPE_|^HTTPParserError$|^UND_ERR_HEADERS_OVERFLOW$/;

/** Codes that mean that no connection was made, or that it was lost before a byte of the reply. */
function classify(reason: unknown, answered: boolean): Failure {
  const error = reason as { name?: string; code?: string };
  const code = typeof error?.code === 'string' ? error.code : error?.name ?? 'unknown error';
  if (answered) return failure('cut', `the connection broke (${code})`, { vendorCode: code });
  if (unreadable.test(code)) return failure('malformed', `the reply is not HTTP that can be read (${code})`, { vendorCode: code });
  // A fresh one that breaks inside the head of its first reply is the provider's doing.
  if (typeof reason === 'object' && reason !== null && reused.has(reason)) return failure('stale', `a kept connection was closed (${code})`, { vendorCode: code });
  return failure('connect', connectWords(code), { vendorCode: code });
}

function connectWords(code: string): string {
  switch (code) {
    case 'ECONNREFUSED': return 'nothing listens at this address (connection refused)';
    case 'ENOTFOUND': case 'EAI_AGAIN': return 'the host name is not known (DNS)';
    case 'UND_ERR_CONNECT_TIMEOUT': case 'ETIMEDOUT': return `no connection within ${connectWithinMs / 1000} s`;
    case metadataCode: return "the name leads to a cloud's metadata service";
    case 'ECONNRESET': case 'UND_ERR_SOCKET': return 'the connection was reset';
    default: return /CERT|SELF_SIGNED|TLS|SSL/.test(code) ? `the certificate is not trusted (${code})` : `no connection (${code})`;
  }
}

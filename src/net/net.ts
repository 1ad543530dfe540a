import type { Failure } from '../chat/failure';

/** One HTTP request. `headers` are lower case. The body is sent as it is. */
export interface Call {
  method: 'POST' | 'GET';
  url: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}

/** Names in lower case; a repeated header is joined with ", ". */
export type ReplyHeaders = Record<string, string | undefined>;

/** Takes one reply. Exactly one of `end` and `fail` comes, last; nothing comes after `abort`. */
export interface Taker {
  head(status: number, headers: ReplyHeaders): void;
  /** False pauses the upstream until `resume`. */
  data(bytes: Uint8Array): boolean;
  end(): void;
  /** `stale`: a kept connection was reset before a byte of the reply; `connect`: no connection, dns and tls included; `cut`: later. */
  fail(failure: Failure): void;
}

export interface Sending {
  /** Hangs up at once. Nothing reaches the taker afterwards. Harmless when the reply has ended. */
  abort(): void;
  resume(): void;
}

/** The only way to a provider: undici in real life, a script in a test. Never follows a redirect. `send` never throws. */
export interface Net {
  send(call: Call, taker: Taker): Sending;
  close(): Promise<void>;
}

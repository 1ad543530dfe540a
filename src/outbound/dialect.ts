import type { Chat } from '../chat/chat';
import type { DialectId } from '../chat/extra';
import type { Failure } from '../chat/failure';
import type { ModelFacts } from '../chat/model';
import type { Part } from '../chat/part';
import type { Call, ReplyHeaders } from '../net/net';
import type { ListedModel } from './model-list';
import type { VendorRow } from './vendors';

/** One model at one account, as a dialect needs it. */
export interface Target {
  /** The provider's name, for messages to people. */
  provider: string;
  vendor: VendorRow;
  /** Base address without a slash at its end. */
  address: string;
  model: ModelFacts;
}

export interface How {
  stream: boolean;
  /** The answer limit that must bind, or undefined for none. Stands above `chat.max_tokens`. */
  maxTokens?: number;
}

/** A loss in translation, for people: `what` was dropped or changed, and why. */
export interface Warning { field: string; message: string }

/** What the vendor says is left of its limits; each is absent where it says nothing. Times from now. */
export interface Limits {
  requestsLeft?: number; requestsResetMs?: number;
  tokensLeft?: number; tokensResetMs?: number;
}

/** Reads one reply. Made afresh for each attempt. Never throws: what cannot be read is an `error` part of kind `malformed`. */
export interface Decoder {
  /** One event of a stream. */
  event(event: { name?: string; data: string }): Part[];
  /** A whole reply, also when a stream was asked for: text of the body. */
  whole(body: string): Part[];
  /** The socket has ended after `event`s: are the parts a complete answer? Late parts that were held come here. */
  end(): { parts: Part[]; complete: boolean };
  /** Events so far that said something, whatever became of it: pings and empty ones do not. */
  readonly said: number;
  /** The vendor's own terminator was seen: nothing more will come, the socket need not be waited for. */
  readonly done: boolean;
}

/** How one family of vendors speaks. Pure translation: it never fetches, and never knows a secret. */
export interface ProviderDialect {
  id: DialectId;
  /** Words for the dropdown. */
  label: string;
  frames: 'sse';
  /** The call without its secret headers. Warnings tell what the target cannot express. */
  encode(chat: Chat, target: Target, how: How): { call: Call; warnings: Warning[] };
  /** Reads the reply to `encode(chat, target, how)`: it gets the same three, so that what encode had to rename or emulate is undone. */
  decoder(chat: Chat, target: Target, how: How): Decoder;
  /** True where the model goes on from an assistant message that stands last (prefill), instead of beginning anew. */
  continues(chat: Chat, target: Target): boolean;
  limits(headers: ReplyHeaders): Limits | undefined;
  /** Classifies a bad status (or a 200 that holds an error) by status, headers and body text. `wallMs` reads dates in headers. */
  failure(reply: { status: number; headers: ReplyHeaders; body: string }, target: Target, wallMs: number): Failure;
  /** The list of models: how to ask, and how to read it. */
  models: { call(address: string, vendor: VendorRow): Call; read(body: string): ListedModel[] };
}

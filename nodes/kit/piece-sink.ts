import type { Part } from '../../src/chat/part';
import type { Clock } from '../../src/clock';
import type { ClientSink } from './http-sink';

export interface Pieces {
  /** "pieces": what is new since the last message. "text so far": all of it. */
  as: 'pieces' | 'text so far';
  everyMs: number;
  /** Sends one message on; `index` counts from 0. False: just now there is no node to send it, as in the midst of a deploy. */
  emit(text: string, index: number): boolean;
}

/** `count` messages were sent, with so many letters of the text in all: what is left is for the reply's last message. */
export interface PieceSink extends ClientSink { readonly count: number; readonly letters: number }

/**
 * An answer as ordinary messages while it comes, for websockets, dashboards and chats: not more often than every so many
 * milliseconds. The last piece is left to reply, which sends it with the whole message.
 */
export function pieceSink(clock: Clock, pieces: Pieces): PieceSink {
  let all = '';
  let sent = 0;
  let count = 0;
  let cancel: (() => void) | undefined;
  const flush = (): void => {
    cancel = undefined;
    if (all.length === sent) return;
    if (!pieces.emit(pieces.as === 'pieces' ? all.slice(sent) : all, count)) return;
    sent = all.length;
    count++;
  };
  return {
    get delivered() { return count > 0; },
    get count() { return count; },
    get letters() { return sent; },
    open() {},
    write(parts: readonly Part[]) {
      for (const part of parts) if (part.type === 'text') all += part.text;
      cancel ??= clock.after(pieces.everyMs, flush);
      return true;
    },
    onDrain() {},
    close() { cancel?.(); },
  };
}

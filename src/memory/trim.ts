import type { Message } from '../chat/chat';
import type { Weight } from '../facts/scripts';
import { shorten } from './shorten';

/** What was asked and answered in one go. Tool calls stand in the same turn as their results, so no cut can part them. */
export interface Turn {
  /** When it was asked, milliseconds since 1970: the order of a conversation. */
  atMs: number;
  messages: Message[];
  /** What it adds to a request, counted once, when it was remembered. */
  tokens?: Weight;
}

/** How much is kept. The size is what is measured: tokens, say, or letters. */
export interface Most { messages: number; size: number }

/**
 * The newest turns that fit, whole, in their order; the newest one, where it does not fit alone, shortened. `sizeOf` measures one turn.
 * A limit of 0 lets nothing through.
 */
export function trim(turns: readonly Turn[], most: Most, sizeOf: (turn: Turn) => number): Turn[] {
  let first = turns.length;
  let messages = 0;
  let size = 0;
  while (first > 0) {
    const turn = turns[first - 1];
    if (!turn) break;
    messages += turn.messages.length;
    size += sizeOf(turn);
    if (messages > most.messages || size > most.size) break;
    first--;
  }
  const newest = turns[turns.length - 1];
  if (first < turns.length || !newest) return turns.slice(first);
  const short = shorten(newest, most, sizeOf);
  return short ? [short] : [];
}

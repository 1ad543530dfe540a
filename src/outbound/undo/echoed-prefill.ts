import type { Chat } from '../../chat/chat';
import { textOf } from '../../chat/blocks';
import type { PartFilter } from './part-filter';

/** The beginning of the answer that the question holds: the text of an assistant message that stands last. */
export function prefillOf({ messages }: Chat): string {
  const last = messages[messages.length - 1];
  return last?.role === 'assistant' && last.content !== undefined ? textOf(last.content) : '';
}

/**
 * Takes the beginning away that a vendor says again before it goes on with it (Mistral does). Held back until it has come whole;
 * where the text turns out to be another one, it was no echo and all of it is told.
 */
export function withoutEcho(prefill: string): PartFilter {
  /** So much of it was repeated, and is held back. */
  let repeated = 0;
  let open = true;
  return {
    take(part) {
      if (!open || part.type !== 'text') return [part];
      const { text } = part;
      if (repeated + text.length < prefill.length && prefill.startsWith(text, repeated)) {
        repeated += text.length;
        return [];
      }
      open = false;
      const last = prefill.slice(repeated);
      const told = text.startsWith(last) ? text.slice(last.length) : prefill.slice(0, repeated) + text;
      return told === '' ? [] : [{ type: 'text', text: told }];
    },
    // An echo that was cut off says nothing new.
    rest: () => [],
  };
}

import type { Part } from '../../chat/part';

const opening = '<think>';
const closing = '</think>';

export interface ThinkTags {
  push(text: string): Part[];
  /** What is held when the text ends. */
  rest(): Part[];
}

/**
 * Splits thinking from text where a server leaves the tags in. Only tags at the very start count, so that an answer about tags
 * stays whole. What might be the beginning of a tag is held back until more is known.
 */
export function thinkTags(): ThinkTags {
  let state: 'before' | 'thinking' | 'after' | 'text' = 'before';
  let held = '';
  let begun = false;

  function before(): Part[] {
    const start = held.trimStart();
    if (start.startsWith(opening)) {
      held = start.slice(opening.length);
      state = 'thinking';
      return thinking();
    }
    if (opening.startsWith(start)) return [];
    state = 'text';
    return release('text');
  }

  function thinking(): Part[] {
    if (held === '') return [];
    // The line break behind the tag is part of the tag.
    if (!begun) held = held.replace(/^\n/, '');
    begun = true;
    const end = held.indexOf(closing);
    if (end !== -1) {
      const parts = piece('reasoning', held.slice(0, end));
      held = held.slice(end + closing.length);
      state = 'after';
      return [...parts, ...after()];
    }
    let keep = Math.min(closing.length - 1, held.length);
    while (keep > 0 && !held.endsWith(closing.slice(0, keep))) keep--;
    const parts = piece('reasoning', held.slice(0, held.length - keep));
    held = held.slice(held.length - keep);
    return parts;
  }

  /** The blank lines between thinking and text belong to neither. */
  function after(): Part[] {
    held = held.trimStart();
    if (held === '') return [];
    state = 'text';
    return release('text');
  }

  function release(type: 'text' | 'reasoning'): Part[] {
    const parts = piece(type, held);
    held = '';
    return parts;
  }

  return {
    push(text) {
      if (state === 'text') return piece('text', text);
      held += text;
      return state === 'before' ? before() : state === 'thinking' ? thinking() : after();
    },
    rest: () => release(state === 'thinking' ? 'reasoning' : 'text'),
  };
}

function piece(type: 'text' | 'reasoning', text: string): Part[] {
  return text === '' ? [] : [{ type, text }];
}

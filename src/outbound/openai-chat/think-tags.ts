import type { Part } from '../../chat/part';

const opening = '<think>';
const closing = '</think>';

/**
 * Splits thinking from text where a server leaves the tags in. Only tags at the very start count, so that an answer about tags
 * stays whole. What might be the beginning of a tag is held back until more is known.
 */
export class ThinkTags {
  private state: 'before' | 'thinking' | 'after' | 'text' = 'before';
  private held = '';
  /** White space before a first tag or word, beside `held`: a server may send any number of lines, each is looked at once. */
  private blank = '';
  private begun = false;

  push(text: string): Part[] {
    if (this.state === 'text') return piece('text', text);
    this.held += text;
    return this.state === 'before' ? this.before() : this.state === 'thinking' ? this.thinking() : this.after();
  }

  /** What is held when the text ends. */
  rest(): Part[] { return this.release(this.state === 'thinking' ? 'reasoning' : 'text'); }

  private before(): Part[] {
    const start = this.held.trimStart();
    this.blank += this.held.slice(0, this.held.length - start.length);
    this.held = start;
    if (start.startsWith(opening)) {
      this.blank = '';
      this.held = start.slice(opening.length);
      this.state = 'thinking';
      return this.thinking();
    }
    if (opening.startsWith(start)) return [];
    this.state = 'text';
    return this.release('text');
  }

  private thinking(): Part[] {
    if (this.held === '') return [];
    // The line break behind the tag is part of the tag.
    const held = this.begun ? this.held : this.held.replace(/^\n/, '');
    this.begun = true;
    const end = held.indexOf(closing);
    if (end !== -1) {
      this.held = held.slice(end + closing.length);
      this.state = 'after';
      return [...piece('reasoning', held.slice(0, end)), ...this.after()];
    }
    let keep = Math.min(closing.length - 1, held.length);
    while (keep > 0 && !held.endsWith(closing.slice(0, keep))) keep--;
    this.held = held.slice(held.length - keep);
    return piece('reasoning', held.slice(0, held.length - keep));
  }

  /** The blank lines between thinking and text belong to neither. */
  private after(): Part[] {
    this.held = this.held.trimStart();
    if (this.held === '') return [];
    this.state = 'text';
    return this.release('text');
  }

  private release(type: 'text' | 'reasoning'): Part[] {
    const parts = piece(type, this.blank + this.held);
    this.blank = this.held = '';
    return parts;
  }
}

function piece(type: 'text' | 'reasoning', text: string): Part[] {
  return text === '' ? [] : [{ type, text }];
}

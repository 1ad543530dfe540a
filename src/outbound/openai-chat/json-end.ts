const quote = 34;
const backslash = 92;
const opening = new Set([91, 123]);
const closing = new Set([93, 125]);

/**
 * Where a JSON object or list ends that comes in pieces. Each letter is looked at once: to parse it all again with each piece takes seconds
 * for a long one in small pieces.
 */
export class JsonEnd {
  private depth = 0;
  private begun = false;
  private inText = false;
  private escaped = false;

  /** All brackets that were opened are closed. False before the first. */
  get reached(): boolean { return this.begun && this.depth === 0; }

  take(piece: string): void {
    for (let at = 0; at < piece.length; at++) {
      const letter = piece.charCodeAt(at);
      if (this.escaped) this.escaped = false;
      else if (this.inText) {
        if (letter === backslash) this.escaped = true;
        else if (letter === quote) this.inText = false;
      }
      else if (letter === quote) this.inText = true;
      else if (opening.has(letter)) {
        this.depth++;
        this.begun = true;
      }
      else if (closing.has(letter)) this.depth--;
    }
  }
}

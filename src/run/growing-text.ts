const beginsWithBytes = 512;
/** What one byte a letter cannot hold. */
const beyondLatin = /[^\0-\xff]/;

/**
 * A text that comes word by word, over seconds. A string made with `+=` is a chain of all its words, so each word would live as long
 * as the text, and every collection of young garbage would have to copy those that came since the last (docs/decisions/young-garbage.md).
 * Here a word is written down and forgotten: one byte a letter, two where a letter needs them (any UTF-16, lone surrogates too).
 */
export class GrowingText {
  /** All, while it came in one piece. */
  private only: string | undefined;
  private bytes: Buffer | undefined;
  private used = 0;
  private wide = false;

  add(text: string): void {
    if (this.bytes === undefined && this.only === undefined) { this.only = text; return; }
    this.bytes ??= this.begin();
    if (!this.wide && beyondLatin.test(text)) this.widen();
    this.write(text);
  }

  get text(): string {
    return this.only ?? this.bytes?.toString(this.wide ? 'utf16le' : 'latin1', 0, this.used) ?? '';
  }

  private begin(): Buffer {
    const first = this.only as string;
    this.only = undefined;
    this.wide = beyondLatin.test(first);
    this.bytes = Buffer.allocUnsafe(Math.max(beginsWithBytes, 2 * first.length * (this.wide ? 2 : 1)));
    this.write(first);
    return this.bytes;
  }

  private widen(): void {
    const soFar = this.text;
    this.wide = true;
    this.used = 0;
    this.bytes = Buffer.allocUnsafe(Math.max(beginsWithBytes, 4 * soFar.length));
    this.write(soFar);
  }

  private write(text: string): void {
    const needed = this.used + text.length * (this.wide ? 2 : 1);
    let bytes = this.bytes as Buffer;
    if (needed > bytes.length) {
      const larger = Buffer.allocUnsafe(2 * needed);
      bytes.copy(larger, 0, 0, this.used);
      this.bytes = bytes = larger;
    }
    bytes.write(text, this.used, this.wide ? 'utf16le' : 'latin1');
    this.used = needed;
  }
}

/** LMDB takes 1,978 bytes a key where pages have 4 kB; what it needs for itself is left free. Every store keeps to it, so that all behave alike. */
const MAX_KEY_BYTES = 1_900;

/** Keys come from names that people and clients choose, so their length is checked where they enter. */
export function checkKey(key: string): void {
  // A UTF-16 unit is three bytes at most, so most keys need no counting.
  if (key.length * 3 > MAX_KEY_BYTES && Buffer.byteLength(key) > MAX_KEY_BYTES) {
    throw new RangeError(`The key '${key.slice(0, 40)}...' is too long: at most ${MAX_KEY_BYTES} bytes. Use shorter names.`);
  }
}

/** A value as its JSON text: the form in which it is kept, compared and handed out, so that nobody can change it from outside. */
export function toText(key: string, value: unknown): string {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`The value for '${key}' is not JSON but ${typeof value}.`);
  return text;
}

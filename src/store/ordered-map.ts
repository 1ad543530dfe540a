/** Above every key that a name can make: the last code point. */
export const LAST_KEY = '\u{10ffff}';

/**
 * The order of the keys' UTF-8 bytes, which every store keeps. JavaScript's own order differs where a surrogate pair
 * (U+10000 and up) meets U+E000 to U+FFFF, so these two ranges change places first.
 */
export function compareKeys(one: string, other: string): number {
  if (one === other) return 0;
  const length = Math.min(one.length, other.length);
  for (let i = 0; i < length; i += 1) {
    const a = one.charCodeAt(i);
    const b = other.charCodeAt(i);
    if (a !== b) return byteRank(a) - byteRank(b);
  }
  return one.length - other.length;
}

function byteRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** JavaScript's own order: the same, and many times as fast, where no key of a map has such a unit. */
const ownOrder = (one: string, other: string): number => (one < other ? -1 : one === other ? 0 : 1);
const differing = /[\ud800-\uffff]/;

/** A chunk that outgrows this is halved: small enough to insert into cheaply, large enough to keep the chunks few. */
const MAX_CHUNK = 512;

interface Place { chunk: number; index: number }

/** A map whose keys can be walked in order: the keys lie in a list of short sorted lists, so a change moves few of them. */
export class OrderedMap<V> {
  readonly #values = new Map<string, V>();
  /** Never an empty one among them. */
  readonly #chunks: string[][] = [];
  #compare = ownOrder;

  get size(): number {
    return this.#values.size;
  }

  get(key: string): V | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: V): void {
    if (!this.#values.has(key)) this.#insert(key);
    this.#values.set(key, value);
  }

  delete(key: string): void {
    if (!this.#values.delete(key)) return;
    const { chunk, index } = this.#placeOf(key);
    const keys = this.#chunks[chunk]!;
    keys.splice(index, 1);
    if (keys.length === 0) this.#chunks.splice(chunk, 1);
  }

  /** From `from` on and before `to`, in order or the last first. The map must not change meanwhile. */
  *range(from: string, to: string, reverse = false): Generator<[key: string, value: V], void, undefined> {
    let { chunk, index } = this.#placeOf(reverse ? to : from);
    if (!reverse) {
      for (; chunk < this.#chunks.length; chunk += 1, index = 0) {
        for (const keys = this.#chunks[chunk]!; index < keys.length; index += 1) {
          if (this.#compare(keys[index]!, to) >= 0) return;
          yield [keys[index]!, this.#values.get(keys[index]!)!];
        }
      }
      return;
    }
    for (; chunk >= 0; chunk -= 1, index = this.#chunks[chunk]?.length ?? 0) {
      for (const keys = this.#chunks[chunk] ?? []; index > 0; index -= 1) {
        if (this.#compare(keys[index - 1]!, from) < 0) return;
        yield [keys[index - 1]!, this.#values.get(keys[index - 1]!)!];
      }
    }
  }

  #insert(key: string): void {
    // What lies in own order already lies in the other, since it has no such unit.
    if (this.#compare === ownOrder && differing.test(key)) this.#compare = compareKeys;
    const { chunk, index } = this.#placeOf(key);
    const keys = this.#chunks[chunk];
    if (!keys) {
      this.#chunks.push([key]);
      return;
    }
    keys.splice(index, 0, key);
    if (keys.length > MAX_CHUNK) this.#chunks.splice(chunk + 1, 0, keys.splice(MAX_CHUNK / 2));
  }

  /** Where a key stands or would stand. May be the end of a chunk, before the first of the next. */
  #placeOf(key: string): Place {
    const after = lowerBound(this.#chunks.length, (i) => this.#compare(this.#chunks[i]![0]!, key) <= 0);
    const chunk = Math.max(0, after - 1);
    const keys = this.#chunks[chunk] ?? [];
    return { chunk, index: lowerBound(keys.length, (i) => this.#compare(keys[i]!, key) < 0) };
  }
}

/** The first place that is not before what is looked for. */
function lowerBound(length: number, isBefore: (i: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

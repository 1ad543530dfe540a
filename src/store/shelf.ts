import { LRUCache } from 'lru-cache';
import { OrderedMap } from './ordered-map';

/** A value as it lies in a store: JSON text, and when it ends if it does. */
export interface Kept { text: string; expiresAtMs?: number }

/** Where values lie. Whether one has expired is judged by who reads it. */
export interface Shelf {
  get(key: string): Kept | undefined;
  set(key: string, kept: Kept): void;
  delete(key: string): void;
  /** From `from` on and before `to`, in order or the last first. The shelf must not change meanwhile. */
  range(from: string, to: string, reverse?: boolean): Iterable<[string, Kept]>;
}

/** What a store in memory holds of the namespaces that grow without end, in bytes. */
export const memoryBounds: Readonly<Record<string, number>> = {
  'entry:': 32 * 2 ** 20,
  'cache:': 64 * 2 ** 20,
  'memory:': 64 * 2 ** 20,
};

/** What a key costs beside its text: two maps and two objects, about. */
const OVERHEAD_BYTES = 200;

/** A shelf in memory. A namespace that outgrows its bound loses what was not used for the longest time. */
export function memoryShelf(bounds = memoryBounds): Shelf {
  const values = new OrderedMap<Kept>();
  const bounded = Object.entries(bounds).map(([prefix, maxSize]) => ({
    prefix,
    used: new LRUCache<string, true>({ maxSize, dispose: (_, key, why) => void (why === 'evict' && values.delete(key)) }),
  }));
  const usedOf = (key: string) => bounded.find(({ prefix }) => key.startsWith(prefix))?.used;
  return {
    get(key) {
      usedOf(key)?.get(key);
      return values.get(key);
    },
    set(key, kept) {
      values.set(key, kept);
      const used = usedOf(key);
      // One that is larger than the whole bound is not taken, and must not stay uncounted.
      if (used && !used.set(key, true, { size: OVERHEAD_BYTES + 2 * (key.length + kept.text.length) }).has(key)) values.delete(key);
    },
    delete(key) {
      usedOf(key)?.delete(key);
      values.delete(key);
    },
    range: (from, to, reverse) => values.range(from, to, reverse),
  };
}

/**
 * A map of what is under way just now, where keys come and go with every request. A Map makes itself a new table each time its last key leaves,
 * and once one of its tables is old, it keeps all later ones from dying young, since they are linked. So one that is empty is thrown away:
 * docs/decisions/young-garbage.md.
 */
export class UnderWay<V> {
  #map = new Map<string, V>();

  get size(): number { return this.#map.size; }

  get(key: string): V | undefined { return this.#map.get(key); }

  set(key: string, value: V): void { this.#map.set(key, value); }

  delete(key: string): void {
    if (this.#map.size === 1 && this.#map.has(key)) this.#map = new Map();
    else this.#map.delete(key);
  }

  values(): V[] { return [...this.#map.values()]; }
}

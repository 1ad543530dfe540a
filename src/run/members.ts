/**
 * Who takes part just now, where many come and go. A list in place of a Set: V8 leaves a Set's outgrown tables linked to the
 * next one, so once one is old, whatever stood in any of them outlives all young collections. With the runs of a busy router that
 * was a third of all that did: see docs/decisions/young-garbage.md.
 */
export class Members<T> {
  private readonly all: T[] = [];

  get size(): number { return this.all.length; }

  add(one: T): void { this.all.push(one); }

  remove(one: T): void {
    // Who came last mostly leaves first.
    const at = this.all.lastIndexOf(one);
    if (at < 0) return;
    const last = this.all.pop() as T;
    if (at < this.all.length) this.all[at] = last;
  }

  /** Everybody once, even while members leave: from the end, so that who takes a free place has had its turn. */
  each(work: (one: T) => void): void {
    for (let at = this.all.length - 1; at >= 0; at--) {
      const one = this.all[at];
      if (one !== undefined) work(one);
    }
  }

  list(): T[] { return [...this.all]; }
}

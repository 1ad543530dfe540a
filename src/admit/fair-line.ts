/** How much a request matters to whoever sends it. */
export const priorities = ['high', 'normal', 'low'] as const;
export type Priority = (typeof priorities)[number];

/** Of thirteen places that become free nine go to high, three to normal, one to low: the low ones wait longest, but never for ever. */
const weights: Readonly<Record<Priority, number>> = { high: 9, normal: 3, low: 1 };

export interface Standing { caller: string; priority: Priority }

/** Those who stand in one class, by caller; the caller whose turn is next comes first. */
class Class<T extends Standing> {
  readonly callers = new Map<string, Set<T>>();
  size = 0;
  /** Smooth weighted round robin, as in nginx ("upstream: smooth weighted round-robin balancing", 2012). */
  credit = 0;

  constructor(readonly weight: number) {}

  add(one: T): void {
    const theirs = this.callers.get(one.caller);
    if (theirs) theirs.add(one);
    else this.callers.set(one.caller, new Set([one]));
    this.size++;
  }

  delete(one: T): boolean {
    const theirs = this.callers.get(one.caller);
    if (!theirs?.delete(one)) return false;
    if (theirs.size === 0) this.callers.delete(one.caller);
    this.size--;
    return true;
  }

  /** The longest waiting of the caller whose turn it is; then it is the next caller's turn. */
  take(): T | undefined {
    const [turn] = this.callers;
    if (!turn) return undefined;
    const [caller, theirs] = turn;
    const [one] = theirs;
    if (one === undefined) return undefined;
    this.delete(one);
    if (theirs.size > 0) { this.callers.delete(caller); this.callers.set(caller, theirs); }
    return one;
  }

  of(caller: string): number { return this.callers.get(caller)?.size ?? 0; }

  /** Those of the caller who has most here. Looks at all callers: only for a line that is full. */
  most(): Set<T> | undefined {
    let most: Set<T> | undefined;
    for (const theirs of this.callers.values()) if (theirs.size > (most?.size ?? 0)) most = theirs;
    return most;
  }
}

/**
 * A line that is fair: within a priority the callers take turns, however many each has sent, and the priorities share what becomes
 * free by their weights. Entering, leaving and being next cost the same however long the line is.
 */
export class FairLine<T extends Standing> {
  private readonly classes: Readonly<Record<Priority, Class<T>>> = {
    high: new Class<T>(weights.high), normal: new Class<T>(weights.normal), low: new Class<T>(weights.low),
  };
  /** Whose turn it was already, and in vain. */
  private readonly returned = new Set<T>();

  get size(): number { return priorities.reduce((sum, name) => sum + this.classes[name].size, this.returned.size); }

  enter(one: T): void { this.classes[one.priority].add(one); }

  /** It was its turn, but there was no room for it yet: it stays the next. */
  enterFirst(one: T): void { this.returned.add(one); }

  leave(one: T): void { if (!this.returned.delete(one)) this.classes[one.priority].delete(one); }

  /** Whoever is next, and leaves the line. */
  next(): T | undefined {
    for (const one of this.returned) { this.returned.delete(one); return one; }
    return this.turnOf()?.take();
  }

  /**
   * Who must give way to a newcomer when the line is full: the last of the caller who has most, in the class that has most for its
   * weight. Undefined: nobody has more than the newcomer would have.
   */
  lastFor({ caller, priority }: Standing): T | undefined {
    const own = this.classes[priority];
    const wanting = (own.size + 1) / own.weight;
    let fullest = own;
    for (const name of priorities) {
      const one = this.classes[name];
      if (one !== own && one.size / one.weight > wanting && one.size / one.weight > fullest.size / fullest.weight) fullest = one;
    }
    const theirs = fullest.most();
    if (!theirs || (fullest === own && theirs.size <= own.of(caller) + 1)) return undefined;
    return [...theirs].at(-1);
  }

  private turnOf(): Class<T> | undefined {
    let best: Class<T> | undefined;
    let sum = 0;
    for (const name of priorities) {
      const one = this.classes[name];
      if (one.size === 0) { one.credit = 0; continue; }
      one.credit += one.weight;
      sum += one.weight;
      if (!best || one.credit > best.credit) best = one;
    }
    if (best) best.credit -= sum;
    return best;
  }
}

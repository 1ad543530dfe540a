import { UnderWay } from '../under-way';

interface Deadline {
  key: string;
  atMs: number;
  /** The place in the queue, never later than `atMs`: a deadline that moves on is put back only when its old time comes. */
  queuedMs: number;
  cleared: boolean;
}

/** When which key falls due. Every verb costs O(log n) at most, spread over the calls; moving a deadline on is free. */
export class Deadlines {
  readonly #byKey = new UnderWay<Deadline>();
  /** A binary heap, the earliest first. */
  #queue: Deadline[] = [];
  #cleared = 0;

  get size(): number {
    return this.#byKey.size;
  }

  at(key: string): number | undefined {
    return this.#byKey.get(key)?.atMs;
  }

  set(key: string, atMs: number): void {
    const old = this.#byKey.get(key);
    if (old && atMs >= old.queuedMs) {
      old.atMs = atMs;
      return;
    }
    this.clear(key);
    const deadline = { key, atMs, queuedMs: atMs, cleared: false };
    this.#byKey.set(key, deadline);
    this.#rise(this.#queue.push(deadline) - 1);
  }

  clear(key: string): void {
    const old = this.#byKey.get(key);
    if (!old) return;
    this.#byKey.delete(key);
    old.cleared = true;
    this.#cleared += 1;
    this.#dropLast();
    if (this.#cleared > 64 && this.#cleared * 2 > this.#queue.length) this.#tidy();
  }

  /** Takes what has been due for the longest, or nothing when none is due. */
  takeDue(nowMs: number): Readonly<Pick<Deadline, 'key' | 'atMs'>> | undefined {
    for (let first = this.#queue[0]; first && first.queuedMs <= nowMs; first = this.#queue[0]) {
      if (first.cleared) {
        this.#dropFirst();
        this.#cleared -= 1;
      } else if (first.atMs > first.queuedMs) {
        first.queuedMs = first.atMs;
        this.#sink(0);
      } else {
        this.#dropFirst();
        this.#byKey.delete(first.key);
        return first;
      }
    }
    return undefined;
  }

  /** What stands last came last, and is mostly cleared first: a hold lasts as long as its request. It need not wait, and grow old, for a tidying. */
  #dropLast(): void {
    const queue = this.#queue;
    for (let last = queue[queue.length - 1]; last?.cleared; last = queue[queue.length - 1]) {
      queue.pop();
      this.#cleared -= 1;
    }
  }

  #tidy(): void {
    this.#queue = this.#queue.filter((deadline) => !deadline.cleared).sort((one, other) => one.queuedMs - other.queuedMs);
    this.#cleared = 0;
  }

  #dropFirst(): void {
    const last = this.#queue.pop()!;
    if (this.#queue.length === 0) return;
    this.#queue[0] = last;
    this.#sink(0);
  }

  #rise(place: number): void {
    const deadline = this.#queue[place]!;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.#queue[parent]!;
      if (above.queuedMs <= deadline.queuedMs) break;
      this.#queue[place] = above;
      place = parent;
    }
    this.#queue[place] = deadline;
  }

  #sink(place: number): void {
    const queue = this.#queue;
    const deadline = queue[place]!;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= queue.length) break;
      if (child + 1 < queue.length && queue[child + 1]!.queuedMs < queue[child]!.queuedMs) child += 1;
      const below = queue[child]!;
      if (below.queuedMs >= deadline.queuedMs) break;
      queue[place] = below;
      place = child;
    }
    queue[place] = deadline;
  }
}

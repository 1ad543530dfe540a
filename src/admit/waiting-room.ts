import type { Clock } from '../clock';

interface Waiter { providers: readonly string[]; wake(reason: 'free' | 'time'): void }

/** Why a wait ended. `full`: it never began. */
export type Waited = 'free' | 'time' | 'full';

/**
 * Where requests wait for a slot or for a rate limit to leak, in the order of their coming. Bounded for each provider:
 * beyond that a clear "busy" is better than a wait that nobody sees the end of.
 */
export class WaitingRoom {
  private readonly waiters = new Set<Waiter>();
  private readonly waiting = new Map<string, number>();

  constructor(private readonly clock: Clock, private readonly seats = 1_000) {}

  get size(): number { return this.waiters.size; }

  /** Somebody waits for this provider: a newcomer must not overtake. */
  taken(provider: string): boolean { return (this.waiting.get(provider) ?? 0) > 0; }

  /** Waits until one of the providers has room, or `withinMs` has passed. `first`: a waiter that was woken in vain keeps its place. */
  wait(providers: readonly string[], withinMs: number, onStart: (leave: () => void) => void, first = false): Promise<Waited> {
    if (!first && providers.every((name) => (this.waiting.get(name) ?? 0) >= this.seats)) return Promise.resolve('full');
    return new Promise((resolve) => {
      const leave = (reason: 'free' | 'time'): void => {
        if (!this.waiters.delete(waiter)) return;
        stop();
        this.count(providers, -1);
        resolve(reason);
      };
      const waiter: Waiter = { providers, wake: leave };
      const stop = this.clock.after(withinMs, () => leave('time'));
      this.enter(waiter, first);
      onStart(() => leave('time'));
    });
  }

  /** A slot at this provider is free: the longest waiting of its waiters may try. */
  freed(provider: string): void {
    if (!this.taken(provider)) return;
    for (const waiter of this.waiters) if (waiter.providers.includes(provider)) return waiter.wake('free');
  }

  /** A waiter was woken but went elsewhere: whoever else waits may try what it left. */
  freedOthers(taken: string): void {
    for (const provider of this.waiting.keys()) if (provider !== taken) this.freed(provider);
  }

  private enter(waiter: Waiter, first: boolean): void {
    this.count(waiter.providers, 1);
    if (!first) { this.waiters.add(waiter); return; }
    const others = [...this.waiters];
    this.waiters.clear();
    this.waiters.add(waiter);
    for (const other of others) this.waiters.add(other);
  }

  private count(providers: readonly string[], by: number): void {
    for (const name of providers) this.waiting.set(name, (this.waiting.get(name) ?? 0) + by);
  }
}

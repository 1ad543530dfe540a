import type { Clock } from '../clock';
import { FairLine, type Priority, type Standing } from './fair-line';

interface Waiter extends Standing { providers: readonly string[]; wake(reason: Waited): void }

/** No limit is looked at again sooner: rounding must not make a busy loop. */
const leastMs = 5;

/** Why a wait ended. `full`: it never began, or somebody who has fewer here took its seat. */
export type Waited = 'free' | 'time' | 'full';

export interface Wait {
  /** Any of these will do. */
  providers: readonly string[];
  withinMs: number;
  /** A limit a minute stands in the way, and will have leaked enough by then, as far as is known. */
  roomAfterMs?: number;
  /** Who waits: callers take turns. Blank: all who have no name together. */
  caller?: string;
  priority?: Priority;
  /** It was woken in vain, and keeps its place. */
  again?: boolean;
}

/**
 * Where requests wait for a slot or for a rate limit to leak, in a fair line for each provider. Bounded for each:
 * beyond that a clear "busy" is better than a wait that nobody sees the end of, and it goes to whoever has most waiting already.
 */
export class WaitingRoom {
  private readonly lines = new Map<string, FairLine<Waiter>>();
  private readonly waiters = new Set<Waiter>();
  /** When time alone makes room at a provider. One call a line, not one a waiter: the order is the line's, whoever asked first when. */
  private readonly calls = new Map<string, { atMs: number; cancel(): void }>();
  /** How often something became free while nobody waited for it. Whoever was refused before that and is not here yet must not sit down, but try again. */
  unheard = 0;

  constructor(private readonly clock: Clock, private readonly seats = 1_000) {}

  get size(): number { return this.waiters.size; }

  /** Somebody waits for this provider: a newcomer must not overtake. */
  taken(provider: string): boolean { return this.lines.has(provider); }

  /** Waits until one of the providers has room, or `withinMs` has passed. `onStart` gets what ends the wait early. */
  wait({ providers, withinMs, roomAfterMs, caller = '', priority = 'normal', again = false }: Wait, onStart: (leave: () => void) => void): Promise<Waited> {
    if (!again && !this.seatFor(providers, { caller, priority })) return Promise.resolve('full');
    return new Promise((resolve) => {
      const waiter: Waiter = {
        providers, caller, priority,
        wake: (reason) => {
          if (!this.leave(waiter)) return;
          stop();
          resolve(reason);
        },
      };
      const stop = this.clock.after(withinMs, () => waiter.wake('time'));
      this.enter(waiter, again);
      if (roomAfterMs !== undefined) for (const name of providers) this.callAfter(name, Math.max(leastMs, roomAfterMs));
      onStart(() => waiter.wake('time'));
    });
  }

  /** A slot at this provider is free: whoever is next in its line may try. */
  freed(provider: string): void {
    const next = this.lines.get(provider)?.next();
    if (next) next.wake('free');
    else this.unheard++;
  }

  /** The next in line is called, who calls the one behind where there is room for more. */
  private callAfter(provider: string, ms: number): void {
    const atMs = this.clock.monoMs() + ms;
    const planned = this.calls.get(provider);
    if (planned && planned.atMs <= atMs) return;
    planned?.cancel();
    const cancel = this.clock.after(ms, () => { this.calls.delete(provider); this.freed(provider); });
    this.calls.set(provider, { atMs, cancel });
  }

  /** False: all seats are taken, and nobody has to give way. */
  private seatFor(providers: readonly string[], newcomer: Standing): boolean {
    const lines = providers.map((name) => this.lines.get(name));
    if (lines.some((line) => (line?.size ?? 0) < this.seats)) return true;
    for (const line of lines) {
      const last = line?.lastFor(newcomer);
      if (!last) continue;
      last.wake('full');
      return true;
    }
    return false;
  }

  private enter(waiter: Waiter, first: boolean): void {
    this.waiters.add(waiter);
    for (const name of waiter.providers) {
      let line = this.lines.get(name);
      if (!line) this.lines.set(name, line = new FairLine<Waiter>());
      if (first) line.enterFirst(waiter);
      else line.enter(waiter);
    }
  }

  private leave(waiter: Waiter): boolean {
    if (!this.waiters.delete(waiter)) return false;
    for (const name of waiter.providers) {
      const line = this.lines.get(name);
      line?.leave(waiter);
      if (line?.size !== 0) continue;
      this.lines.delete(name);
      this.calls.get(name)?.cancel();
      this.calls.delete(name);
    }
    return true;
  }
}

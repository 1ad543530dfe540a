import type { Clock } from '../../src/clock';
import type { Core } from '../../src/core';
import type { StoreKind } from '../../src/store';

/** How long runs may still use a store that is no longer chosen. */
const oldStoreMs = 600_000;

interface Held { kind: StoreKind; core: Core; closing?: Promise<void> }

/**
 * The core of the store that is chosen, and, while runs still use it, the one of the store that was chosen before. That one is taken back when
 * its store is chosen again: nobody else could open its files until it has closed.
 */
export class Cores {
  private live: Held | undefined;
  private leaving: Held | undefined;

  /** `free`: what was in the way of the chosen store has closed. */
  constructor(
    private readonly clock: Clock, private readonly make: (kind: StoreKind) => Core,
    private readonly free: () => void, private readonly warn: (text: string) => void,
  ) {}

  get trouble(): string | undefined { return this.live?.core.trouble(); }

  /** The core for a kind of store. While the last one of that kind is closing it is still the other one. */
  of(kind: StoreKind): Core {
    const { live, leaving } = this;
    if (live && (live.kind === kind || (leaving?.kind === kind && leaving.closing))) return live.core;
    this.live = { kind, core: leaving?.kind === kind ? leaving.core : this.make(kind) };
    this.leaving = live;
    if (live) void this.seeOff(live);
    return this.live.core;
  }

  /** Ends all; at most `withinMs` for what is under way. */
  async close(withinMs: number): Promise<void> {
    const { live, leaving } = this;
    this.leaving = undefined;
    await Promise.all([live?.core.close(withinMs), leaving && (leaving.closing ?? leaving.core.close(withinMs))]);
  }

  private async seeOff(old: Held): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.clock.after(oldStoreMs, resolve);
      void old.core.idle().catch(() => undefined).then(() => { cancel(); resolve(); });
    });
    if (this.leaving !== old) return;
    old.closing = old.core.close().catch((problem: unknown) => this.warn(`the old store did not close: ${String(problem)}`));
    await old.closing;
    if (this.leaving !== old) return;
    this.leaving = undefined;
    this.free();
  }
}

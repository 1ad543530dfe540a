import { guardsOf, isBudgetKey, slotKey, type Guarded } from '../admit/guards';
import { failure, type Failure } from '../chat/failure';
import type { BudgetWish } from '../decide/plan';
import type { RequestFacts } from '../decide/request';
import type { Admitted, Refusal } from '../store/store';
import type { Machinery } from './machinery';
import { overBudget } from './over-budget';
import type { Snapshot, Served } from './snapshot';

/** A candidate that is counted and held for, with the guards that it was held under and what each of them holds. */
export interface Held {
  index: number;
  key: string;
  /** The hold's id: what settles it. */
  hold: string;
  /** Wall time of the hold: budgets are charged in the window that they were held in. */
  heldAtMs: number;
  guarded: Guarded;
  amounts: number[];
}

/** Nobody could be held for just now, but a slot or a rate limit will free itself. */
export interface Busy {
  busy: true;
  providers: string[];
  retryAfterMs: number | undefined;
  /** The waiting room's `unheard` before it was found so. */
  unheard: number;
}

export interface HoldSettings { maxAnswer?: number; runId: string; holdMs: number }

/** Why one candidate could not be held for. */
type NoRoom = Refusal & { index: number };

/** So many options go into one admit call: the best few, then the next few. */
const optionsAtOnce = 8;

/** Asks the store to hold for the first candidate that fits: its budgets, its limits a minute and its slot, all or none of them. */
export class Holder {
  constructor(
    private readonly machinery: Machinery,
    private readonly snapshot: Snapshot,
    private readonly request: RequestFacts,
    private readonly budgets: readonly BudgetWish[],
    private readonly settings: HoldSettings,
  ) {}

  /** `last`: why the attempt before failed, which says more than that no money is left for another. */
  async first(options: number[], attempt: number, last?: Failure): Promise<Held | Busy | Failure> {
    const { unheard } = this.machinery.room;
    const refusals: NoRoom[] = [];
    for (let left = options; left.length > 0;) {
      const found = await this.hold(left.slice(0, optionsAtOnce), attempt);
      if (!Array.isArray(found)) return found;
      refusals.push(...found);
      // Where one model finds no free slot, no other does.
      left = left.slice(optionsAtOnce).filter((index) => !found.some(({ key }) => key === slotKey(this.providerOf(index))));
    }
    return this.refused(refusals, options, unheard, last);
  }

  busy(indexes: number[], unheard: number, retryAfterMs?: number): Busy {
    return { busy: true, providers: [...new Set(indexes.map((index) => this.providerOf(index)))], retryAfterMs, unheard };
  }

  providerOf(index: number): string { return this.snapshot.table.candidates[index]?.provider ?? ''; }

  /** Holds for the first of these that fits, or says why none does. */
  private async hold(options: number[], attempt: number): Promise<Held | Failure | NoRoom[]> {
    const { signals, store } = this.machinery;
    const heldAtMs = this.machinery.clock.wallMs();
    const guarded = options.map((index) => this.guarded(index, heldAtMs));
    const hold = `${this.settings.runId}:${attempt}`;
    let admitted: Admitted;
    try {
      const answer = store.admit({ id: hold, ttlMs: this.settings.holdMs, options: guarded.map((one) => one.guards) });
      admitted = answer instanceof Promise ? await this.counted(this.keyOf(options[0] as number), answer) : answer;
    } catch {
      return failure('store_down', 'The store of budgets and limits does not answer: look at the store node.');
    }
    if (!admitted.ok) return admitted.refusals.map((refusal) => ({ ...refusal, index: options[refusal.option] as number }));
    const index = options[admitted.option] as number;
    const key = this.keyOf(index);
    signals.began(key);
    return { index, key, hold, heldAtMs, guarded: guarded[admitted.option] as Guarded, amounts: admitted.amounts };
  }

  /** While a store takes its time, the best one counts as busy: a burst must not land on it. */
  private async counted<T>(key: string, answer: Promise<T>): Promise<T> {
    const { signals } = this.machinery;
    signals.began(key);
    try {
      return await answer;
    } finally {
      signals.ended(key);
    }
  }

  private guarded(index: number, wallMs: number): Guarded {
    const { config, target } = this.snapshot.served[index] as Served;
    return guardsOf({
      provider: { name: config.name, atOnce: config.atOnce ?? 8, ...config.limits },
      model: target.model, budgets: this.budgets, request: this.request, tokenRatio: this.machinery.signals.tokenRatio(this.keyOf(index)),
      maxAnswer: this.settings.maxAnswer, wallMs,
    });
  }

  private keyOf(index: number): string { return this.snapshot.table.candidates[index]?.key ?? ''; }

  /** Money does not come back by waiting; slots and rates do. */
  private refused(refusals: NoRoom[], options: number[], unheard: number, last?: Failure): Busy | Failure {
    const tooDear = new Set(refusals.filter((one) => isBudgetKey(one.key)).map((one) => one.index));
    const free = options.filter((index) => !tooDear.has(index));
    if (free.length === 0) return last ?? overBudget(refusals, this.budgets, this.machinery.clock.wallMs());
    const waits = refusals.filter((one) => !tooDear.has(one.index));
    const times = waits.flatMap((one) => (one.retryAfterMs === undefined ? [] : [one.retryAfterMs]));
    return this.busy(free, unheard, times.length > 0 ? Math.min(...times) : undefined);
  }
}

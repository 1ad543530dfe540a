import { boundTokens, guardsOf, isBudgetKey, slotKey, type Begun, type Guarded } from '../admit/guards';
import { failure, type Drop, type Failure, type FailureKind } from '../chat/failure';
import { decide } from '../decide/decide';
import type { Decision, Question } from '../decide/decision';
import type { BudgetWish } from '../decide/plan';
import type { BudgetReading } from '../decide/view';
import { budgetGuardKey } from '../ledger/budget';
import type { Admitted, Guard, Refusal } from '../store/store';
import { backsUp } from './backs-up';
import { keyMissing } from './key-missing';
import type { Machinery } from './machinery';
import type { Settings } from './options';
import { overBudget } from './over-budget';
import type { Prepared } from './prepare';
import type { Snapshot, Served } from './snapshot';

/** A candidate that is counted and held for, ready to be called. */
export interface Chosen {
  index: number;
  key: string;
  served: Served;
  /** The hold's id: what settles it. */
  hold: string;
  /** The provider's limits a minute that it was held under. */
  perMinute: Guard[];
  /** Wall time of the hold: budgets are charged in the window that they were held in. */
  heldAtMs: number;
  /** The answer limit that must bind upstream, for an answer of which so much is there already. */
  maxTokens(begun: Begun): number | undefined;
  why: string;
  estimateMicros: number | null;
}

/** Nobody could be held for just now, but a slot or a rate limit will free itself. */
export interface Busy {
  busy: true;
  providers: string[];
  retryAfterMs: number | undefined;
  /** The waiting room's `unheard` before it was found so. */
  unheard: number;
}

/** Why one candidate could not be held for. */
type NoRoom = Refusal & { index: number };

export interface Choice {
  /** Decide again: time has passed in the waiting room. */
  afresh: boolean;
  /** This candidate first: it is asked again. */
  prefer?: number;
  /** Why the attempt before failed. */
  last?: Failure;
}

/** So many options go into one admit call: the best few, then the next few. */
const optionsAtOnce = 8;

/**
 * Walks the candidates of one run, best first. Decides on fresh facts; deciding and counting happen in one turn,
 * so that a burst spreads instead of landing on one model.
 */
export class Chooser {
  decision: Decision | undefined;
  /** After the first failure only. */
  private dropped: Set<number> | undefined;
  private avoided: Set<string> | undefined;
  private first: string | undefined;
  private last: Failure | undefined;

  constructor(
    private readonly machinery: Machinery,
    private readonly snapshot: Snapshot,
    private readonly question: Omit<Question, 'view' | 'budgets' | 'table'>,
    private readonly budgets: readonly BudgetWish[],
    private readonly settings: { maxAnswer?: number; runId: string; holdMs: number },
  ) {}

  /** Holds for the best candidate that is left. `afresh` decides again, after a wait. */
  async choose(attempt: number, { afresh, prefer, last }: Choice): Promise<Chosen | Busy | Failure> {
    const readings = this.budgets.length > 0 ? await this.readings() : [];
    if (!this.decision || afresh) this.decideNow(readings);
    this.last = last;
    const nobody = this.decision?.nobody;
    if (nobody) return failure(nobody.kind, [nobody.message, ...this.leftOut(nobody.kind)].join(' '));
    const options = this.remaining(prefer);
    if (options.length === 0) return last ?? this.keyMissing(this.decision?.order[0]) ?? failure('no_candidate', 'No model is left to try.');
    // A newcomer never overtakes those who wait already.
    const open = afresh ? options : options.filter((index) => !this.machinery.room.taken(this.providerOf(index)));
    if (open.length === 0) return this.busy(options, this.machinery.room.unheard);
    return this.admit(open, attempt, last);
  }

  /** Nobody may be there because a provider could not be used. */
  private leftOut(kind: FailureKind): string[] {
    return kind === 'no_candidate' || kind === 'unknown_model' ? this.snapshot.problems.map(({ failure: why }) => why.message) : [];
  }

  /** A preview for `core.decide`. */
  async preview(): Promise<Decision> {
    return this.decideNow(await this.readings());
  }

  /** Somebody else could answer if this one's first words came too late. */
  othersLeft(index: number): boolean { return this.left(failure('slow', '')).some((other) => other !== index); }

  drop(what: Drop, index: number): void {
    const { candidates } = this.snapshot.table;
    const failed = candidates[index];
    if (!failed || what === 'nothing') return;
    const dropped = this.dropped ??= new Set();
    dropped.add(index);
    if (what === 'origin') (this.avoided ??= new Set()).add(failed.origin);
    const window = failed.model.window;
    candidates.forEach((other, at) => {
      if (what === 'connection' && other.provider === failed.provider) dropped.add(at);
      if (what === 'small windows' && window !== undefined && (other.model.window ?? Infinity) <= window) dropped.add(at);
    });
  }

  private decideNow(budgets: BudgetReading[]): Decision {
    const { table } = this.snapshot;
    return this.decision = decide({ table, view: this.machinery.signals.view(table), budgets, ...this.question });
  }

  /** What is not dropped and can be asked, best first; candidates at an origin that is out of reach go last. */
  private remaining(prefer?: number): number[] {
    const left = this.left(this.last);
    if (prefer !== undefined && left.includes(prefer)) return [prefer, ...left.filter((index) => index !== prefer)];
    const { avoided } = this;
    if (!avoided) return left;
    const away = (index: number): boolean => avoided.has(this.snapshot.table.candidates[index]?.origin ?? '');
    return [...left.filter((index) => !away(index)), ...left.filter(away)];
  }

  /** A model that is there only as a backup is tried for the failures that its wish names. */
  private left(after: Failure | undefined): number[] {
    const mayBackUp = !after || backsUp(this.question.plan, after);
    return (this.decision?.order ?? []).filter((index) => !this.dropped?.has(index) && !this.keyMissing(index) && (mayBackUp || !this.decision?.backups.includes(index)));
  }

  private async readings(): Promise<BudgetReading[]> {
    const readings: BudgetReading[] = [];
    for (const wish of this.budgets) {
      const level = await this.machinery.store.level(budgetGuardKey(wish, this.machinery.clock.wallMs()));
      readings.push({
        name: wish.budget, spentMicros: level.spent, heldMicros: level.held, limitMicros: wish.limitMicros,
        nearAt: wish.nearAt, onlyUpTo: wish.onlyUpTo, unknownPrice: wish.unknownPrice, approved: wish.approved,
      });
    }
    return readings;
  }

  private async admit(options: number[], attempt: number, lastFailure?: Failure): Promise<Chosen | Busy | Failure> {
    const { unheard } = this.machinery.room;
    const refusals: NoRoom[] = [];
    for (let left = options; left.length > 0;) {
      const found = await this.hold(left.slice(0, optionsAtOnce), attempt, lastFailure);
      if (!Array.isArray(found)) return found;
      refusals.push(...found);
      // Where one model finds no free slot, no other does.
      left = left.slice(optionsAtOnce).filter((index) => !found.some(({ key }) => key === slotKey(this.providerOf(index))));
    }
    return this.refused(refusals, options, unheard, lastFailure);
  }

  /** Holds for the first of these that fits, or says why none does. */
  private async hold(options: number[], attempt: number, lastFailure?: Failure): Promise<Chosen | Failure | NoRoom[]> {
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
    return this.chosen({ index, key, hold, heldAtMs }, guarded[admitted.option] as Guarded, admitted.amounts, lastFailure);
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

  private chosen(held: Pick<Chosen, 'index' | 'key' | 'hold' | 'heldAtMs'>, guarded: Guarded, amounts: number[], lastFailure?: Failure): Chosen {
    const { index, key } = held;
    const decision = this.decision as Decision;
    const served = this.snapshot.served[index] as Served;
    const place = decision.order.indexOf(index);
    const why = this.first === undefined || !lastFailure ? decision.why : `next best, since ${this.first} failed (${lastFailure.kind.replaceAll('_', ' ')})`;
    this.first ??= key;
    return {
      index, key, hold: held.hold, heldAtMs: held.heldAtMs, served, why, perMinute: guarded.guards.filter((guard) => guard.rate !== undefined),
      maxTokens: (begun) => boundTokens(guarded, amounts, served.target.model, begun),
      estimateMicros: decision.estimates[place] ?? null,
    };
  }

  private guarded(index: number, wallMs: number): Guarded {
    const { config, target } = this.snapshot.served[index] as Served;
    return guardsOf({
      provider: { name: config.name, atOnce: config.atOnce ?? 8, ...config.limits },
      model: target.model, budgets: this.budgets, request: this.question.request, tokenRatio: this.machinery.signals.tokenRatio(this.keyOf(index)),
      maxAnswer: this.settings.maxAnswer, wallMs,
    });
  }

  private keyOf(index: number): string { return this.snapshot.table.candidates[index]?.key ?? ''; }
  private providerOf(index: number): string { return this.snapshot.table.candidates[index]?.provider ?? ''; }

  private keyMissing(index: number | undefined): Failure | undefined {
    const served = index === undefined ? undefined : this.snapshot.served[index];
    return served && keyMissing(served);
  }

  /** Money does not come back by waiting; slots and rates do. */
  private refused(refusals: NoRoom[], options: number[], unheard: number, lastFailure?: Failure): Busy | Failure {
    const tooDear = new Set(refusals.filter((one) => isBudgetKey(one.key)).map((one) => one.index));
    const free = options.filter((index) => !tooDear.has(index));
    if (free.length === 0) return lastFailure ?? overBudget(refusals, this.budgets, this.machinery.clock.wallMs());
    const waits = refusals.filter((one) => !tooDear.has(one.index));
    const times = waits.flatMap((one) => (one.retryAfterMs === undefined ? [] : [one.retryAfterMs]));
    return this.busy(free, unheard, times.length > 0 ? Math.min(...times) : undefined);
  }

  private busy(indexes: number[], unheard: number, retryAfterMs?: number): Busy {
    return { busy: true, providers: [...new Set(indexes.map((index) => this.providerOf(index)))], retryAfterMs, unheard };
  }
}

/** The chooser of one run, or of a preview. */
export function newChooser(machinery: Machinery, snapshot: Snapshot, prepared: Prepared, settings: Settings, runId: string): Chooser {
  return new Chooser(machinery, snapshot, {
    request: prepared.request, plan: prepared.plan, models: settings.models ?? [], by: settings.chooseBy,
    tried: settings.tried ?? [], seed: machinery.dice.seed(),
  }, prepared.budgets, { maxAnswer: settings.maxAnswer, runId, holdMs: settings.totalWithinMs + 30_000 });
}

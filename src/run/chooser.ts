import { boundTokens, type Begun } from '../admit/guards';
import { failure, type Drop, type Failure, type FailureKind } from '../chat/failure';
import { decide } from '../decide/decide';
import type { Decision, Question } from '../decide/decision';
import type { BudgetWish } from '../decide/plan';
import type { BudgetReading } from '../decide/view';
import { budgetGuardKey } from '../ledger/budget';
import type { Guard } from '../store/store';
import { backsUp } from './backs-up';
import { Holder, type Busy, type Held, type HoldSettings } from './hold';
import { keyMissing } from './key-missing';
import type { Machinery } from './machinery';
import type { Settings } from './options';
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

export interface Choice {
  /** Decide again: time has passed in the waiting room. */
  afresh: boolean;
  /** This candidate first: it is asked again. */
  prefer?: number;
  /** Why the attempt before failed. */
  last?: Failure;
}

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
  private readonly holder: Holder;

  constructor(
    private readonly machinery: Machinery,
    private readonly snapshot: Snapshot,
    private readonly question: Omit<Question, 'view' | 'budgets' | 'table'>,
    private readonly budgets: readonly BudgetWish[],
    settings: HoldSettings,
  ) {
    this.holder = new Holder(machinery, snapshot, question.request, budgets, settings);
  }

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
    const { holder, machinery: { room } } = this;
    const open = afresh ? options : options.filter((index) => !room.taken(holder.providerOf(index)));
    if (open.length === 0) return holder.busy(options, room.unheard);
    const found = await holder.first(open, attempt, last);
    return 'hold' in found ? this.chosen(found, last) : found;
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

  private chosen({ index, key, hold, heldAtMs, guarded, amounts }: Held, last?: Failure): Chosen {
    const decision = this.decision as Decision;
    const served = this.snapshot.served[index] as Served;
    const place = decision.order.indexOf(index);
    const why = this.first === undefined || !last ? decision.why : `next best, since ${this.first} failed (${last.kind.replaceAll('_', ' ')})`;
    this.first ??= key;
    return {
      index, key, hold, heldAtMs, served, why, perMinute: guarded.guards.filter((guard) => guard.rate !== undefined),
      maxTokens: (begun) => boundTokens(guarded, amounts, served.target.model, begun),
      estimateMicros: decision.estimates[place] ?? null,
    };
  }

  private keyMissing(index: number | undefined): Failure | undefined {
    const served = index === undefined ? undefined : this.snapshot.served[index];
    return served && keyMissing(served);
  }
}

/** The chooser of one run, or of a preview. */
export function newChooser(machinery: Machinery, snapshot: Snapshot, prepared: Prepared, settings: Settings, runId: string): Chooser {
  return new Chooser(machinery, snapshot, {
    request: prepared.request, plan: prepared.plan, models: settings.models ?? [], by: settings.chooseBy,
    tried: settings.tried ?? [], seed: machinery.dice.seed(),
  }, prepared.budgets, { maxAnswer: settings.maxAnswer, runId, holdMs: settings.totalWithinMs + 30_000 });
}

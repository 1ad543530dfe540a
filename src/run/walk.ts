import type { Failure } from '../chat/failure';
import type { Part } from '../chat/part';
import type { Decision } from '../decide/decision';
import type { Attempt } from './attempt';
import { backsUp } from './backs-up';
import { call, type Called } from './call';
import type { Choice, Chooser, Chosen } from './chooser';
import type { Busy } from './hold';
import { interrupted } from './judge';
import type { Machinery } from './machinery';
import type { End } from './make-outcome';
import { nextMove, type Move } from './next-move';
import { attemptLimits, type Settings } from './options';
import type { Attempt as AttemptRecord } from './outcome';
import { tooManyCalls } from './own-failures';
import type { Patience } from './patience';
import type { Prepared } from './prepare';
import { release } from './settle';
import type { Telling } from './telling';
import { Turn } from './turn';

/** What a walk has of its run, and what it tells it. */
export interface Walker {
  id: string;
  startedMs: number;
  settings: Settings;
  prepared: Prepared;
  patience: Patience;
  telling: Telling;
  waiting(waits: boolean): void;
  decided(decision: Decision): void;
  attempted(attempt: AttemptRecord): void;
  warn(message: string): void;
}

/** A run's way over its candidates, best first, until one answers or nothing more may be tried. Every attempt is settled. */
export class Walk {
  readonly attempts: AttemptRecord[] = [];
  /** Who was asked last. */
  chosen: Chosen | undefined;
  /** From the start of the run to the first token of all. */
  firstTokenMs: number | undefined;
  /** A limit a minute is what it waits for, or waited for last; else a slot. */
  waitsForRate = false;
  private readonly turn: Turn;
  private current: Attempt | undefined;
  private answered: Called | undefined;

  constructor(private readonly machinery: Machinery, private readonly chooser: Chooser, private readonly run: Walker) {
    this.turn = new Turn(machinery.room, run.patience);
  }

  async go(): Promise<End> {
    const { chooser, run: { patience, telling } } = this;
    const choice: Choice = { afresh: false };
    let repeats = 0;
    while (!patience.stopping) {
      const found = this.inCircles() ?? await this.choose(choice);
      if ('kind' in found) return this.failed(found);
      if ('busy' in found) {
        // Something became free between the refusal and now, and nobody was there to hear it.
        if (found.unheard !== this.machinery.room.unheard) continue;
        const full = await this.waitFor(found, choice.afresh);
        if (full) return this.failed(full);
        choice.afresh = true;
        continue;
      }
      choice.afresh = false;
      const end = await this.attempt(found);
      if (!end.failure) return end;
      const move = this.move(end.failure, repeats);
      if (move.do === 'stop' || move.do === 'interrupt') return this.failed(end.failure);
      if (move.do === 'resume') telling.goOn(move.prefill);
      else telling.forget();
      const same = move.do === 'again' || move.drop === 'nothing';
      choice.last = end.failure;
      choice.prefer = same ? found.index : undefined;
      repeats = move.do === 'again' ? repeats + 1 : 0;
      if (move.do === 'again') await patience.pause(move.afterMs);
      else chooser.drop(move.drop, found.index);
    }
    return this.failed(patience.stopping);
  }

  /** Ends the attempt under way, if there is one. */
  abort(reason: Failure): void { this.current?.abort(reason); }

  /** What this run need not wait for any more, somebody else may have. */
  passOn(): void { this.turn.passOn(); }

  /** Enters the attempt that answered: when its answer has left, as nobody waits for the books. */
  async close(): Promise<void> { if (this.answered) await this.settle(this.answered); }

  /** After the commit every failure is an interruption, with the text that was told. */
  private failed(reason: Failure): End {
    const { telling } = this.run;
    if (!telling.committed) return { failure: reason };
    // A filter's word is an answer, also in the midst of one; so is the client's going.
    const asItIs = reason.kind === 'cancelled' || reason.kind === 'refused';
    return { failure: asItIs ? reason : interrupted(reason), answer: telling.answer };
  }

  private async choose(choice: Choice): Promise<Chosen | Busy | Failure> {
    const { chooser, run } = this;
    const before = chooser.decision;
    const found = await chooser.choose(this.attempts.length + 1, choice);
    const { decision } = chooser;
    if (decision && decision !== before) {
      for (const warning of decision.warnings) run.warn(warning);
      run.decided(decision);
    }
    this.turn.passOn('busy' in found ? found.providers : []);
    return found;
  }

  private async attempt(chosen: Chosen): Promise<End> {
    const { machinery, chooser, run } = this;
    const { id, startedMs, settings, prepared, patience, telling } = run;
    if (patience.stopping) {
      await release(machinery, chosen);
      return { failure: patience.stopping };
    }
    this.chosen = chosen;
    const chat = telling.begin(prepared.chat, chosen.served);
    const called = await call(machinery, chosen, {
      id, startedMs, settings, prepared, chat, resumes: telling.resumes, begun: telling.begun, number: this.attempts.length + 1, collected: telling.gather(),
      limits: attemptLimits(settings, chosen.served.target.model, this.triesLeft > 1 && chooser.othersLeft(chosen.index)),
      // A run that was stopped while its call was made ready ends as soon as it has begun.
      began: (attempt) => { this.current = attempt; if (patience.stopping) queueMicrotask(() => attempt.abort(patience.stopping as Failure)); },
      take: (parts, attempt) => this.take(parts, attempt),
      warn: (message) => run.warn(message),
    });
    this.current = undefined;
    this.attempts.push(called.record);
    if (!called.failure) {
      this.answered = called;
      return { answer: telling.answer };
    }
    // Before the next one is chosen: what is held and what is known of the model count in that.
    await this.settle(called);
    return { failure: called.failure };
  }

  private async settle(called: Called): Promise<void> {
    await called.settle();
    this.run.attempted(called.record);
  }

  private take(parts: Part[], attempt: Attempt): boolean {
    const { startedMs, telling } = this.run;
    if (this.firstTokenMs === undefined && attempt.firstTokenAtMs !== undefined) this.firstTokenMs = attempt.firstTokenAtMs - startedMs;
    return telling.take(parts, attempt);
  }

  private move(reason: Failure, repeats: number): Move {
    const { machinery: { retries, dice }, chooser, chosen } = this;
    const { settings, prepared, telling } = this.run;
    const move = nextMove({
      failure: reason, committed: telling.committed, repeats, remainingMs: this.remainingMs, backedUp: backsUp(prepared.plan, reason),
      resumable: settings.afterCut === 'resume' && telling.resumable, prefilled: telling.prefilled,
      othersLeft: chosen !== undefined && chooser.othersLeft(chosen.index),
      triesLeft: this.triesLeft, mayRepeat: retries.left, chance: dice.seed() / 2 ** 32,
    });
    if (move.do === 'again') retries.spend();
    return move;
  }

  /** A kept connection that broke before a byte of the reply was most likely closed already when the call went out: that counts as no try. */
  private get triesLeft(): number {
    return this.run.settings.tries - this.attempts.filter(({ failure }) => failure?.kind !== 'stale').length;
  }

  private get remainingMs(): number {
    const { settings, startedMs } = this.run;
    return settings.totalWithinMs - (this.machinery.clock.monoMs() - startedMs);
  }

  private inCircles(): Failure | undefined {
    const { calls: before = 0, maxCalls } = this.run.settings;
    const calls = before + this.attempts.length;
    return calls < maxCalls ? undefined : tooManyCalls(calls);
  }

  private async waitFor({ providers, retryAfterMs }: Busy, again: boolean): Promise<Failure | undefined> {
    const { run } = this;
    this.waitsForRate = retryAfterMs !== undefined;
    const { caller, session, priority } = run.settings;
    run.waiting(true);
    const full = await this.turn.wait({ providers, withinMs: this.remainingMs, roomAfterMs: retryAfterMs, caller: caller ?? session, priority, again });
    run.waiting(false);
    return full;
  }
}

import type { StoredAnswer } from '../cache/answer';
import type { Chat } from '../chat/chat';
import { failure, FailureError, type Failure } from '../chat/failure';
import type { Part } from '../chat/part';
import type { Decision } from '../decide/decision';
import type { Attempt } from './attempt';
import { call, type Called } from './call';
import { backsUp } from './backs-up';
import { newChooser, type Busy, type Choice, type Chooser, type Chosen } from './chooser';
import { partsOf } from './collect';
import { deliverLate, Delivery } from './delivery';
import { cachedHead, headOf } from './head';
import { interrupted } from './judge';
import { Lookup } from './look-up';
import type { Machinery } from './machinery';
import { nextMove, type Move } from './next-move';
import { attemptLimits, withDefaults, type RunOptions, type Settings } from './options';
import { makeOutcome, type End } from './make-outcome';
import type { AnswerHead, Attempt as AttemptRecord, Outcome } from './outcome';
import { noSlot, ownMistake, tooLate, tooManyCalls } from './own-failures';
import { Patience } from './patience';
import { prepare, type Prepared } from './prepare';
import type { Run } from './run';
import { release } from './settle';
import type { Sink } from './sink';
import type { Snapshot } from './snapshot';
import { Telling } from './telling';
import { Turn } from './turn';
import type { Watched } from './watch';

export interface RunHooks {
  /** The run waits for a slot, or goes on. */
  waiting(waits: boolean): void;
  decided(run: Run, decision: Decision): void;
  attempted(run: Run, attempt: AttemptRecord): void;
  /** The last thing that happens; the sink is closed before it. */
  ended(run: Run, outcome: Outcome): void;
}

/**
 * The life of one request, from the plan to the outcome. It owns itself: whatever its consumer does, every attempt is
 * settled, and it ends exactly once.
 */
export class RoutedRun implements Run, Watched {
  readonly id: string;
  readonly done: Promise<Outcome>;
  private readonly settings: Settings;
  private readonly startedMs: number;
  private readonly patience: Patience;
  private readonly attempts: AttemptRecord[] = [];
  private warnings: Set<string> | undefined;
  private begun = false;
  private readonly turn: Turn;
  private sink: Sink | undefined;
  private telling!: Telling;
  private current: Attempt | undefined;
  private chosen: Chosen | undefined;
  private head: AnswerHead | undefined;
  private firstTokenMs: number | undefined;
  private prepared: Prepared | undefined;
  private lookup: Lookup | undefined;
  /** The attempt that answered: settled when its answer has left. */
  private answered: Called | undefined;

  constructor(
    private readonly machinery: Machinery,
    private readonly snapshot: Snapshot,
    private readonly chat: Chat,
    private readonly plan: unknown,
    options: RunOptions | undefined,
    private readonly hooks: RunHooks,
  ) {
    this.id = machinery.dice.name();
    this.settings = withDefaults(options);
    this.startedMs = machinery.clock.monoMs();
    this.patience = new Patience(machinery.clock);
    this.turn = new Turn(machinery.room, this.patience);
    machinery.watch.join(this);
    machinery.retries.request();
    this.done = Promise.resolve().then(() => this.drive());
  }

  /** In the turn in which the run was made; later, the whole answer comes at the end. */
  pipe(sink: Sink): void {
    if (!this.begun) { this.sink = sink; return; }
    void this.done.then((outcome) => deliverLate(sink, outcome));
  }

  cancel(why: string): void { this.stop(failure('cancelled', `Cancelled: ${why}.`)); }

  look(nowMs: number): void {
    if (nowMs - this.startedMs < this.settings.totalWithinMs) return;
    const { totalWithinMs } = this.settings;
    this.stop(this.patience.inRoom ? noSlot(totalWithinMs) : tooLate(totalWithinMs));
  }

  private stop(reason: Failure): void {
    if (this.patience.stop(reason)) this.current?.abort(reason);
  }

  private get remainingMs(): number { return this.settings.totalWithinMs - (this.machinery.clock.monoMs() - this.startedMs); }

  private async drive(): Promise<Outcome> {
    this.begun = true;
    const delivery = new Delivery(this.sink, this.settings.commit === 'whole', this.answerHead, () => this.cancel('the client has gone'));
    this.telling = new Telling(delivery);
    let end: End;
    try {
      end = await this.work();
    } catch (reason) {
      end = { failure: reason instanceof FailureError ? reason.failure : ownMistake(reason) };
    }
    return this.close(end);
  }

  private async work(): Promise<End> {
    const prepared = await prepare(this.machinery, this.chat, this.plan, this.settings);
    this.prepared = prepared;
    if (prepared.memory?.reset) await this.machinery.conversations.forget(prepared.memory.memory, prepared.memory.session);
    if (prepared.cache) {
      this.lookup = new Lookup(this.machinery, prepared, this.settings);
      const stored = await this.lookup.find(this.patience.while);
      if (stored) return this.replay(stored);
    }
    return this.route(prepared, newChooser(this.machinery, this.snapshot, prepared, this.settings, this.id));
  }

  /** Tries candidates until one answers, or until nothing more may be tried. */
  private async route(prepared: Prepared, chooser: Chooser): Promise<End> {
    const choice: Choice = { afresh: false };
    let repeats = 0;
    while (!this.patience.stopping) {
      const found = this.inCircles() ?? await this.choose(chooser, choice);
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
      const end = await this.attempt(found, chooser, prepared);
      if (!end.failure) return end;
      const move = this.move(end.failure, repeats);
      if (move.do === 'stop' || move.do === 'interrupt') return this.failed(end.failure);
      if (move.do === 'resume') this.telling.goOn(move.prefill);
      else this.telling.forget();
      const same = move.do === 'again' || move.drop === 'nothing';
      choice.last = end.failure;
      choice.prefer = same ? found.index : undefined;
      repeats = move.do === 'again' ? repeats + 1 : 0;
      if (move.do === 'again') await this.patience.pause(move.afterMs);
      else chooser.drop(move.drop, found.index);
    }
    return this.failed(this.patience.stopping);
  }

  /** After the commit every failure is an interruption, with the text that was told. */
  private failed(reason: Failure): End {
    if (!this.telling.committed) return { failure: reason };
    return { failure: reason.kind === 'cancelled' ? reason : interrupted(reason), answer: this.telling.answer };
  }

  private async choose(chooser: Chooser, choice: Choice): Promise<Chosen | Busy | Failure> {
    const before = chooser.decision;
    const found = await chooser.choose(this.attempts.length + 1, choice);
    const { decision } = chooser;
    if (decision && decision !== before) {
      for (const warning of decision.warnings) this.warn(warning);
      this.hooks.decided(this, decision);
    }
    this.turn.passOn('busy' in found ? found.providers : []);
    return found;
  }

  private async attempt(chosen: Chosen, chooser: Chooser, prepared: Prepared): Promise<End> {
    if (this.patience.stopping) {
      await release(this.machinery, chosen);
      return { failure: this.patience.stopping };
    }
    this.chosen = chosen;
    const chat = this.telling.begin(prepared.chat, chosen.served);
    const called = await call(this.machinery, chosen, {
      id: this.id, startedMs: this.startedMs, settings: this.settings, prepared, chat, resumes: this.telling.resumes, number: this.attempts.length + 1,
      collected: this.telling.gather(),
      limits: attemptLimits(this.settings, chosen.served.target.model, this.settings.tries - this.attempts.length > 1 && chooser.othersLeft(chosen.index)),
      // A run that was stopped while its call was made ready ends as soon as it has begun.
      began: (attempt) => { this.current = attempt; if (this.patience.stopping) queueMicrotask(() => attempt.abort(this.patience.stopping as Failure)); },
      take: (parts, attempt) => this.take(parts, attempt),
      warn: (message) => this.warn(message),
    });
    this.current = undefined;
    this.attempts.push(called.record);
    if (!called.failure) {
      this.answered = called;
      return { answer: this.telling.answer };
    }
    // Before the next one is chosen: what is held and what is known of the model count in that.
    await this.settle(called);
    return { failure: called.failure };
  }

  private async settle(called: Called): Promise<void> {
    await called.settle();
    this.hooks.attempted(this, called.record);
  }

  private warn(message: string): void { (this.warnings ??= new Set()).add(message); }

  private take(parts: Part[], attempt: Attempt): boolean {
    if (this.firstTokenMs === undefined && attempt.firstTokenAtMs !== undefined) this.firstTokenMs = attempt.firstTokenAtMs - this.startedMs;
    return this.telling.take(parts, attempt);
  }

  private move(reason: Failure, repeats: number): Move {
    const { retries, dice } = this.machinery;
    const move = nextMove({
      failure: reason, committed: this.telling.committed, repeats, remainingMs: this.remainingMs,
      backedUp: backsUp(this.prepared?.plan ?? [], reason),
      resumable: this.settings.afterCut === 'resume' && this.telling.resumable, prefilled: this.telling.prefilled,
      triesLeft: this.settings.tries - this.attempts.length, mayRepeat: retries.left, chance: dice.seed() / 2 ** 32,
    });
    if (move.do === 'again') retries.spend();
    return move;
  }

  private inCircles(): Failure | undefined {
    const calls = (this.settings.calls ?? 0) + this.attempts.length;
    return calls < this.settings.maxCalls ? undefined : tooManyCalls(calls);
  }

  private async waitFor({ providers, retryAfterMs = Infinity }: Busy, again: boolean): Promise<Failure | undefined> {
    const { caller, session, priority } = this.settings;
    this.hooks.waiting(true);
    const full = await this.turn.wait({ providers, withinMs: Math.min(retryAfterMs, this.remainingMs), caller: caller ?? session, priority, again });
    this.hooks.waiting(false);
    return full;
  }

  private replay(stored: StoredAnswer): End {
    const { clock } = this.machinery;
    this.head = cachedHead(this.id, stored, clock);
    this.firstTokenMs = clock.monoMs() - this.startedMs;
    this.telling.replay(partsOf(stored.answer, stored.usage, stored.model));
    return { answer: stored.answer, cached: stored };
  }

  private readonly answerHead = (): AnswerHead => this.head ??= headOf(this.id, this.chosen, this.machinery.clock);

  private async close(end: End): Promise<Outcome> {
    const { machinery, prepared } = this;
    this.turn.passOn();
    const headed = end.failure === undefined || this.telling.committed;
    const outcome = makeOutcome(end, {
      id: this.id, head: headed ? this.answerHead() : undefined, why: this.head?.why ?? this.chosen?.why ?? '', attempts: this.attempts,
      warnings: this.warnings ? [...this.warnings] : [], firstTokenMs: this.firstTokenMs, totalMs: machinery.clock.monoMs() - this.startedMs,
      session: this.settings.session ?? prepared?.memory?.session, pieces: this.telling.pieces,
    });
    try {
      await this.keep(outcome);
      machinery.watch.leave(this);
      this.telling.close(outcome);
    } finally {
      // Nobody waits for the books: the client has its answer by now.
      if (this.answered) await this.settle(this.answered);
    }
    this.hooks.ended(this, outcome);
    return outcome;
  }

  /** What is remembered of it: before the client has its answer, as its next question may come at once. */
  private async keep(outcome: Outcome): Promise<void> {
    const { machinery: { conversations }, prepared } = this;
    if (prepared?.memory) await conversations.remember(prepared.memory, this.chat, outcome).catch(() => outcome.warnings.push('The conversation could not be stored.'));
    await this.lookup?.close(outcome);
  }
}

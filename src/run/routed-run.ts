import type { StoredAnswer } from '../cache/answer';
import type { Chat } from '../chat/chat';
import { failure, FailureError, type Failure } from '../chat/failure';
import type { Decision } from '../decide/decision';
import { newChooser } from './chooser';
import { partsOf } from './collect';
import { deliverLate, Delivery } from './delivery';
import { cachedHead, headOf } from './head';
import { Lookup } from './look-up';
import type { Machinery } from './machinery';
import { withDefaults, type RunOptions, type Settings } from './options';
import { makeOutcome, type End } from './make-outcome';
import type { AnswerHead, Attempt as AttemptRecord, Outcome } from './outcome';
import { notJson } from './not-json';
import { noSlot, ownMistake, rateUsedUp, tooLate } from './own-failures';
import { Patience } from './patience';
import { prepare, type Prepared } from './prepare';
import type { Run } from './run';
import type { Sink } from './sink';
import type { Snapshot } from './snapshot';
import { Telling } from './telling';
import { Walk } from './walk';
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
  private warnings: Set<string> | undefined;
  private begun = false;
  private sink: Sink | undefined;
  private telling!: Telling;
  private walk: Walk | undefined;
  private head: AnswerHead | undefined;
  private firstTokenMs: number | undefined;
  private prepared: Prepared | undefined;
  private lookup: Lookup | undefined;

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
    const why = !this.patience.inRoom ? tooLate : this.walk?.waitsForRate ? rateUsedUp : noSlot;
    this.stop(why(totalWithinMs));
  }

  private stop(reason: Failure): void {
    if (this.patience.stop(reason)) this.walk?.abort(reason);
  }

  private async drive(): Promise<Outcome> {
    this.begun = true;
    const delivery = new Delivery(this.sink, this.settings.commit === 'whole', this.answerHead, () => this.cancel('the client has gone'));
    this.telling = new Telling(delivery);
    let end: End;
    try {
      end = await this.work();
    } catch (reason) {
      end = { failure: reason instanceof FailureError ? reason.failure : notJson(this.chat) ?? ownMistake(reason) };
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
    this.walk = this.overCandidates(prepared);
    return this.walk.go();
  }

  private overCandidates(prepared: Prepared): Walk {
    const { machinery, id, settings, startedMs, patience, telling, hooks } = this;
    return new Walk(machinery, newChooser(machinery, this.snapshot, prepared, settings, id), {
      id, startedMs, settings, prepared, patience, telling,
      waiting: (waits) => hooks.waiting(waits),
      decided: (decision) => hooks.decided(this, decision),
      attempted: (attempt) => hooks.attempted(this, attempt),
      warn: (message) => { (this.warnings ??= new Set()).add(message); },
    });
  }

  private replay(stored: StoredAnswer): End {
    const { clock } = this.machinery;
    this.head = cachedHead(this.id, stored, clock);
    this.firstTokenMs = clock.monoMs() - this.startedMs;
    this.telling.replay(partsOf(stored.answer, stored.usage, stored.model));
    return { answer: stored.answer, cached: stored };
  }

  private readonly answerHead = (): AnswerHead => this.head ??= headOf(this.id, this.walk?.chosen, this.machinery.clock);

  private async close(end: End): Promise<Outcome> {
    const { machinery, prepared, walk } = this;
    walk?.passOn();
    const headed = end.failure === undefined || this.telling.committed;
    const outcome = makeOutcome(end, {
      id: this.id, head: headed ? this.answerHead() : undefined, why: this.head?.why ?? walk?.chosen?.why ?? '', attempts: walk?.attempts ?? [],
      warnings: this.warnings ? [...this.warnings] : [], firstTokenMs: this.firstTokenMs ?? walk?.firstTokenMs, totalMs: machinery.clock.monoMs() - this.startedMs,
      session: this.settings.session ?? prepared?.memory?.session, tellers: this.telling.tellers,
    });
    try {
      await this.keep(outcome);
      machinery.watch.leave(this);
      this.telling.close(outcome);
    } finally {
      // Nobody waits for the books: the client has its answer by now.
      await walk?.close();
    }
    this.hooks.ended(this, outcome);
    return outcome;
  }

  /** What is remembered of it: before the client has its answer, as its next question may come at once. */
  private async keep(outcome: Outcome): Promise<void> {
    const { machinery: { conversations }, prepared } = this;
    if (prepared?.memory) await conversations.remember(prepared.memory, this.chat, outcome, prepared.seen).catch(() => outcome.warnings.push('The conversation could not be stored.'));
    await this.lookup?.close(outcome);
  }
}

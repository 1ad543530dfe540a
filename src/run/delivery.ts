import { isToken, type Part } from '../chat/part';
import { partsOf } from './collect';
import type { AnswerHead, Outcome } from './outcome';
import type { Sink } from './sink';

/**
 * The commit point: a buffer in front of the sink. Until the first token nothing has left the house, and the run may
 * change its mind; from then on it may not. With `whole` it commits at the end, and so it does for a sink that takes whole answers.
 */
export class Delivery {
  committed = false;
  private held: Part[] = [];
  private broken = false;

  constructor(
    private readonly sink: Sink | undefined,
    private readonly whole: boolean,
    private readonly head: () => AnswerHead,
    private readonly gone: () => void,
  ) {}

  /** False: the sink asks for a pause; `onDrain` tells when it is over. */
  accept(parts: readonly Part[]): boolean {
    if (!this.sink || this.broken || this.sink.whole) return true;
    if (this.committed) return this.write(parts);
    for (const part of parts) this.held.push(part);
    return this.whole || !parts.some(isToken) ? true : this.commit();
  }

  onDrain(resume: () => void): void { this.guarded(() => { this.sink?.onDrain(resume); return true; }); }

  /** A failed attempt's parts are forgotten. Only before the commit. */
  discard(): void { this.held = []; }

  close(outcome: Outcome): void {
    if (outcome.status === 'answered' && !this.committed && this.sink) this.commit();
    this.guarded(() => { this.sink?.close(outcome); return true; });
  }

  private commit(): boolean {
    this.committed = true;
    const parts = this.held;
    this.held = [];
    return this.guarded(() => { this.sink?.open(this.head()); return true; }) && this.write(parts);
  }

  private write(parts: readonly Part[]): boolean {
    return this.guarded(() => this.sink?.write(parts) ?? true);
  }

  /** A sink that throws is a client that has gone; it must never break a run. */
  private guarded(work: () => boolean): boolean {
    if (this.broken) return true;
    try {
      return work();
    } catch {
      this.broken = true;
      this.gone();
      return true;
    }
  }
}

/** For a sink that came too late to see the answer grow. */
export function deliverLate(sink: Sink, outcome: Outcome): void {
  const late = new Delivery(sink, true, () => outcome.head as AnswerHead, () => undefined);
  if (outcome.answer && outcome.status === 'answered') late.accept(partsOf(outcome.answer, outcome.usage, outcome.head?.model));
  late.close(outcome);
}

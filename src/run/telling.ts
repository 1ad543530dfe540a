import type { Begun } from '../admit/guards';
import { textOf } from '../chat/blocks';
import type { Chat } from '../chat/chat';
import type { Part } from '../chat/part';
import type { ProviderDialect, Target } from '../outbound/dialect';
import type { Attempt } from './attempt';
import { Collector } from './collect';
import type { Delivery } from './delivery';
import type { Answer, Outcome } from './outcome';
import { canResume, nothing, Resumption } from './resume';

/** What one run tells its taker, over all its attempts: one answer, whoever speaks it. */
export class Telling {
  private told = new Collector();
  private resumption: Resumption | undefined;
  private mayPrefill = true;
  /** The numbers of the attempts that have told the answer together, from 1. */
  tellers: number[] = [];
  private attempt = 0;

  constructor(private readonly delivery: Delivery) {}

  get committed(): boolean { return this.delivery.committed; }
  get answer(): Answer { return this.told.answer; }
  get resumable(): boolean { return canResume(this.told); }
  /** This attempt goes on with text that was told before. */
  get resumes(): boolean { return this.resumption?.goesOn === true; }
  /** What of the answer is there already, and needs no room. */
  get begun(): Begun { return this.resumption?.begun ?? nothing; }
  get prefilled(): boolean { return this.resumption?.prefill === true && !this.resumption.spoke; }

  /** The next attempt begins: the question to ask, with the text so far where the model can go on from it. */
  begin(chat: Chat, { dialect, target }: { dialect: ProviderDialect; target: Target }): Chat {
    this.attempt++;
    if (!this.committed) {
      this.tellers = [this.attempt];
      return chat;
    }
    this.resumption = new Resumption(textOf(this.told.answer.content), this.mayPrefill && dialect.continues(chat, target));
    if (this.resumption.prefill) this.tellers.push(this.attempt);
    return this.resumption.chat(chat);
  }

  /** Where the parts of the attempt that begins are gathered: all that is told, unless it goes on with what others have told. */
  gather(): Collector { return this.resumption ? new Collector() : this.told = new Collector(); }

  /** Of parts that are gathered already. False pauses the upstream. */
  take(parts: Part[], attempt: Attempt): boolean {
    const fresh = this.resumption ? this.resumption.take(parts) : parts;
    if (!Array.isArray(fresh)) { attempt.abort(fresh); return true; }
    if (this.resumption) this.told.add(fresh);
    if (this.resumption?.caughtUp) this.tellers = [this.attempt];
    if (this.delivery.accept(fresh)) return true;
    this.delivery.onDrain(() => attempt.resume());
    return false;
  }

  /** The attempt failed before anything of it was told: the next one begins with a clean sheet. */
  forget(): void { this.delivery.discard(); }

  /** The attempt failed after that: the next one goes on with the same answer. */
  goOn(prefill: boolean): void { this.mayPrefill = prefill; }

  /** An answer that is there already. */
  replay(parts: Part[]): void { this.delivery.accept(parts); }

  close(outcome: Outcome): void { this.delivery.close(outcome); }
}

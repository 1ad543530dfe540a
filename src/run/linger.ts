import type { Sending } from '../net/net';
import type { Watch, Watched } from './watch';

/** A call whose answer is whole: its socket may end by itself, so that it can be used again, and is hung up on where it does not. */
export class Lingering implements Watched {
  constructor(private readonly watch: Watch, private readonly sending: Sending, private readonly untilMs: number) { watch.join(this); }

  look(nowMs: number): void {
    if (nowMs < this.untilMs) return;
    this.ended();
    this.sending.abort();
  }

  ended(): void { this.watch.leave(this); }
}

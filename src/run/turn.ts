import type { Wait, WaitingRoom } from '../admit/waiting-room';
import type { Failure } from '../chat/failure';
import { roomFull } from './own-failures';
import type { Patience } from './patience';

/** One run's turns in the waiting room: when one is over, the next in line must be called, or what became free stays unused. */
export class Turn {
  /** What it waited for when its turn came, or its time. */
  private waitedFor: readonly string[] = [];

  constructor(private readonly room: WaitingRoom, private readonly patience: Patience) {}

  /** Waits for one of the providers. A failure where the room is full: then nobody's turn is over, as none has begun. */
  async wait(wait: Wait): Promise<Failure | undefined> {
    if (await this.patience.sit(this.room, wait) === 'full') return roomFull(wait.providers);
    this.waitedFor = wait.providers;
    return undefined;
  }

  /** The next in line may try whatever it waited for and waits for no longer. What it took may have room for more. */
  passOn(still: readonly string[] = []): void {
    const over = this.waitedFor.filter((provider) => !still.includes(provider));
    this.waitedFor = this.waitedFor.filter((provider) => still.includes(provider));
    for (const provider of over) this.room.freed(provider);
  }
}

import type { Wait, WaitingRoom, Waited } from '../admit/waiting-room';
import type { Failure } from '../chat/failure';
import type { Clock } from '../clock';

/** No wait in the room is shorter: rounding, or a deadline that the watch has yet to see, must not make a busy loop. */
const leastWaitMs = 5;

/**
 * All waits of one run, and the one thing that ends them early: being stopped. Once stopped it stays stopped,
 * and every later wait ends at once.
 */
export class Patience {
  /** Why the run must end, once it must. */
  stopping: Failure | undefined;
  /** It waits in the room now (or did when it was stopped). */
  inRoom = false;
  private wake: (() => void) | undefined;

  constructor(private readonly clock: Clock) {}

  /** False when it was stopped before. */
  stop(reason: Failure): boolean {
    if (this.stopping) return false;
    this.stopping = reason;
    this.wake?.();
    return true;
  }

  pause(ms: number): Promise<void> {
    if (ms <= 0 || this.stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.clock.after(ms, resolve);
      const wake = (): void => { cancel(); resolve(); };
      this.wake = wake;
    });
  }

  /** What the promise gives, or undefined as soon as the run is stopped. A rejection gives undefined too. */
  readonly while = <T>(promise: Promise<T>): Promise<T | undefined> => new Promise((resolve) => {
    if (this.stopping) return resolve(undefined);
    const wake = (): void => resolve(undefined);
    this.wake = wake;
    promise.then(resolve, wake);
  });

  async sit(room: WaitingRoom, wait: Wait): Promise<Waited> {
    this.inRoom = true;
    const waited = await room.wait({ ...wait, withinMs: Math.max(leastWaitMs, wait.withinMs) }, (leave) => { this.wake = leave; });
    this.wake = undefined;
    if (!this.stopping) this.inRoom = false;
    return waited;
  }
}

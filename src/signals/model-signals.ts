import { Breaker } from './breaker';
import { Cooling } from './cooling';
import { Headroom } from './headroom';
import { Latency } from './latency';
import { Pace } from './pace';
import { TokenRatio } from './token-ratio';

/** All that was learnt of one model at one account. */
export class ModelSignals {
  readonly latency = new Latency();
  readonly pace = new Pace();
  readonly cooling = new Cooling();
  readonly headroom = new Headroom();
  readonly tokenRatio = new TokenRatio();
  readonly breaker: Breaker;

  constructor(readonly provider: string, readonly name: string, tell: ConstructorParameters<typeof Breaker>[0]) {
    this.breaker = new Breaker(tell);
  }

  /** Another key has limits of its own. How fast and how sound the model is stays true. */
  forgive(): void {
    this.cooling.forgive();
    this.headroom.forgive();
  }
}

import type { Clock } from '../clock';

/**
 * Keeps repeats a small share of all requests, so that an outage is not answered with a storm.
 * Each request earns a fifth of a repeat, one repeat costs one; a small reserve is there for quiet times.
 * After Finagle's RetryBudget (twitter.github.io/finagle, "Retries").
 */
export class RetryBudget {
  private earned = 0;
  private reserve: number;
  private refilledMs: number;

  constructor(private readonly clock: Clock, private readonly share = 0.2, private readonly reservePerMinute = 10, private readonly most = 100) {
    this.reserve = reservePerMinute;
    this.refilledMs = clock.monoMs();
  }

  request(): void { this.earned = Math.min(this.most, this.earned + this.share); }

  get left(): boolean {
    this.refill();
    return this.earned >= 1 || this.reserve >= 1;
  }

  spend(): void {
    this.refill();
    if (this.earned >= 1) this.earned -= 1;
    else if (this.reserve >= 1) this.reserve -= 1;
  }

  private refill(): void {
    const nowMs = this.clock.monoMs();
    const more = ((nowMs - this.refilledMs) / 60_000) * this.reservePerMinute;
    this.reserve = Math.min(this.reservePerMinute, this.reserve + more);
    this.refilledMs = nowMs;
  }
}

import type { Limits } from '../outbound/dialect';

/** How long a reading counts where the vendor does not say when its limit is full again: they are limits per minute. */
const unknownResetMs = 60_000;

/** One limit. Vendors tell what is left, seldom of how much: the most that was ever left stands for that. */
class Gauge {
  private most = 0;
  private left = 0;
  private untilMs = -Infinity;

  heard(left: number | undefined, resetMs: number | undefined, nowMs: number): void {
    if (left === undefined || !(left >= 0) || left === Infinity) return;
    this.most = Math.max(this.most, left);
    this.left = left;
    this.untilMs = nowMs + (resetMs ?? unknownResetMs);
  }

  /** 0 to 1; NaN = unknown. */
  share(nowMs: number): number {
    return this.most === 0 || nowMs >= this.untilMs ? Number.NaN : this.left / this.most;
  }
}

/** The share of the vendor's own limits that is left for one model, from its reply headers: that of the tightest limit. */
export class Headroom {
  private requests = new Gauge();
  private tokens = new Gauge();

  heard(limits: Limits, nowMs: number): void {
    this.requests.heard(limits.requestsLeft, limits.requestsResetMs, nowMs);
    this.tokens.heard(limits.tokensLeft, limits.tokensResetMs, nowMs);
  }

  /** 0 to 1; NaN = unknown, or the limit is full again. */
  read(nowMs: number): number {
    const requests = this.requests.share(nowMs);
    const tokens = this.tokens.share(nowMs);
    if (Number.isNaN(requests)) return tokens;
    return Number.isNaN(tokens) ? requests : Math.min(requests, tokens);
  }

  forgive(): void {
    this.requests = new Gauge();
    this.tokens = new Gauge();
  }
}

/** Without a hint: so long at first, doubling as long as it goes on. */
const firstMs = 2_000;
const longestMs = 60_000;
/** A hint beyond this is not believed: a model must not be lost to a misread header. */
const longestHintMs = 3_600_000;

/** How long one model at one key is left alone after "too many requests". */
export class Cooling {
  private untilMs = -Infinity;
  private nextMs = firstMs;

  /** The vendor refused. True when this is news: it was not cooling yet. */
  refused(nowMs: number, hintMs: number | undefined): boolean {
    const news = nowMs >= this.untilMs;
    const waitMs = hintMs === undefined ? this.nextMs : Math.min(hintMs, longestHintMs);
    this.untilMs = Math.max(this.untilMs, nowMs + waitMs);
    // Calls that were under way together are refused together: that is one refusal, not many.
    if (news) this.nextMs = Math.min(this.nextMs * 2, longestMs);
    return news;
  }

  /** True when this ends it. A call from before the refusal proves nothing. */
  succeeded(nowMs: number): boolean {
    if (this.nextMs === firstMs || nowMs < this.untilMs) return false;
    this.nextMs = firstMs;
    return true;
  }

  leftMs(nowMs: number): number {
    return Math.max(0, this.untilMs - nowMs);
  }

  forgive(): void {
    this.untilMs = -Infinity;
    this.nextMs = firstMs;
  }
}

/** Without a hint: so long at first, doubling as long as it goes on. */
const firstMs = 2_000;
const longestMs = 60_000;
/** A hint beyond this is not believed: a model must not be lost to a misread header. */
const longestHintMs = 3_600_000;

/** How long one model at one key is left alone after "too many requests". */
export class Cooling {
  private untilMs = -Infinity;
  /** How long doubling says, from the last refusal; 0: there was none since the last success. */
  private forMs = 0;
  private told = false;

  /** The vendor refused. True when this is news: it was not cooling yet. */
  refused(nowMs: number, hintMs: number | undefined): boolean {
    const news = nowMs >= this.untilMs;
    const again = news && this.forMs > 0;
    // Calls that were under way together are refused together: that is one refusal, not many.
    if (news) this.forMs = again ? Math.min(this.forMs * 2, longestMs) : firstMs;
    // A hint that was obeyed in vain is believed no more: some say 0 for hours.
    const leastMs = again || hintMs === undefined ? this.forMs : 0;
    this.coolFor(Math.max(leastMs, hintMs ?? 0), nowMs);
    return news;
  }

  /** It is overloaded, and asks for time. What else follows is the breaker's. True when this is news. */
  asked(nowMs: number, hintMs: number): boolean {
    const news = nowMs >= this.untilMs;
    this.coolFor(hintMs, nowMs);
    return news;
  }

  /** True when this ends it. A call from before the refusal does not, but it shows that the model answers: the next wait is short again. */
  succeeded(nowMs: number): boolean {
    this.forMs = 0;
    if (!this.told || nowMs < this.untilMs) return false;
    this.told = false;
    return true;
  }

  leftMs(nowMs: number): number {
    return Math.max(0, this.untilMs - nowMs);
  }

  forgive(): void {
    this.untilMs = -Infinity;
    this.forMs = 0;
    this.told = false;
  }

  private coolFor(ms: number, nowMs: number): void {
    this.untilMs = Math.max(this.untilMs, nowMs + Math.min(ms, longestHintMs));
    this.told = true;
  }
}

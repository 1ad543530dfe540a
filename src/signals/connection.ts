const firstMs = 60_000;
const longestMs = 600_000;

interface Trouble { untilMs: number; forMs: number; probing: boolean }

/**
 * Whether one account needs a person (bad key, no quota, no permission). It is asked again after a minute, by one call, then after
 * two, up to ten: somebody may have topped it up.
 */
export class Connection {
  private trouble: Trouble | undefined;

  /** True when this is news. */
  failed(nowMs: number): boolean {
    if (this.trouble === undefined) {
      this.trouble = { untilMs: nowMs + firstMs, forMs: firstMs, probing: false };
      return true;
    }
    // Only the probe says something new; the others were under way, or had nobody else to ask.
    if (!this.trouble.probing) return false;
    const forMs = Math.min(this.trouble.forMs * 2, longestMs);
    this.trouble = { untilMs: nowMs + forMs, forMs, probing: false };
    return false;
  }

  /** A call begins. Once it is time, the first is the probe; the others stay away until it ends, or a minute where it never tells. */
  began(nowMs: number): void {
    if (this.trouble === undefined || nowMs < this.trouble.untilMs) return;
    this.trouble = { ...this.trouble, untilMs: nowMs + firstMs, probing: true };
  }

  /** A call worked, or the key is another. True when this ends the trouble. */
  mended(): boolean {
    const was = this.trouble !== undefined;
    this.trouble = undefined;
    return was;
  }

  misconfigured(nowMs: number): boolean {
    return this.trouble !== undefined && nowMs < this.trouble.untilMs;
  }
}

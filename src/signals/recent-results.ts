const halfMs = 15_000;
const enough = 10;

/** Good and bad results of the last 15 to 30 seconds, in two halves of which the older is thrown away. */
export class RecentResults {
  private half = 0;
  private good = [0, 0];
  private bad = [0, 0];

  add(good: boolean, nowMs: number): void {
    this.turn(nowMs);
    const counts = good ? this.good : this.bad;
    counts[0]! += 1;
  }

  /** At least 10 calls, and at least half of them bad. */
  mostlyFailed(nowMs: number): boolean {
    this.turn(nowMs);
    const bad = this.bad[0]! + this.bad[1]!;
    const all = bad + this.good[0]! + this.good[1]!;
    return all >= enough && bad * 2 >= all;
  }

  private turn(nowMs: number): void {
    const half = Math.floor(nowMs / halfMs);
    if (half === this.half) return;
    const kept = half === this.half + 1;
    this.good = [0, kept ? this.good[0]! : 0];
    this.bad = [0, kept ? this.bad[0]! : 0];
    this.half = half;
  }
}

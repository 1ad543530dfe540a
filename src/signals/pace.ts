/** The mean is that of about so many answers. */
const longRun = 10;

/** The time per output token of one model, in milliseconds: a moving mean. */
export class Pace {
  private meanMs = 0;
  private samples = 0;

  sample(msPerToken: number): void {
    if (!(msPerToken >= 0) || msPerToken === Infinity) return;
    this.samples = Math.min(this.samples + 1, longRun);
    this.meanMs += (msPerToken - this.meanMs) / this.samples;
  }

  /** NaN = never measured. */
  read(): number {
    return this.samples === 0 ? Number.NaN : this.meanMs;
  }
}

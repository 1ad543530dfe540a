/** A sample this old counts for a third of what a fresh one does. */
const memoryMs = 10_000;
/** How fast what a peak says beyond the long-run mean is forgotten while nobody asks. */
const peakFadesMs = 30_000;
/** The long-run mean is that of about so many calls. */
const longRun = 20;

/**
 * The time to first token of one model, in milliseconds, as a peak EWMA: a slow sample counts at once and in full, fast ones only
 * bring it down with time (Finagle, `com.twitter.finagle.loadbalancer.PeakEwma`). Finagle lets the value fade to 0 while nobody asks,
 * since its hosts are asked many times a second; models may be asked twice an hour, so here it fades to the model's own mean.
 */
export class Latency {
  private peakMs = Number.NaN;
  private meanMs = 0;
  private samples = 0;
  private atMs = 0;

  /** A measured time. */
  sample(ms: number, nowMs: number): void {
    if (!(ms >= 0) || ms === Infinity) return;
    const known = this.read(nowMs);
    const weight = Math.exp(-(nowMs - this.atMs) / memoryMs);
    this.peakMs = ms >= known || Number.isNaN(known) ? ms : known * weight + ms * (1 - weight);
    this.samples = Math.min(this.samples + 1, longRun);
    this.meanMs += (ms - this.meanMs) / this.samples;
    this.atMs = nowMs;
  }

  /** No token came within `ms`. That bounds the true time from below; where more is known already, it says nothing. */
  longerThan(ms: number, nowMs: number): void {
    const known = this.read(nowMs);
    if (Number.isNaN(known) || ms > known) this.sample(ms, nowMs);
  }

  /** NaN = never measured. */
  read(nowMs: number): number {
    if (this.samples === 0 || this.peakMs <= this.meanMs) return this.peakMs;
    return this.meanMs + (this.peakMs - this.meanMs) * Math.exp(-(nowMs - this.atMs) / peakFadesMs);
  }
}

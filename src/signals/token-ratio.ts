/** What is believed before anything is known: a ratio of 1, with the weight of this many tokens. */
const prior = 500;
/** Each call leaves this much of what was known before. */
const keep = 0.95;
const lowest = 0.5;
const highest = 3;

/**
 * Real input tokens over our estimate, learnt for one model from the usage that comes back: each vendor counts with a tokenizer of
 * its own. Weighted by tokens, so that a long prompt says more than a short one; begins at 1 and is never beyond 0.5 to 3.
 */
export class TokenRatio {
  private real = prior;
  private estimated = prior;

  sample(estimated: number, real: number): void {
    if (!(estimated > 0) || !(real > 0) || estimated === Infinity || real === Infinity) return;
    this.real = this.real * keep + real;
    this.estimated = this.estimated * keep + estimated;
  }

  read(): number {
    return Math.min(highest, Math.max(lowest, this.real / this.estimated));
  }
}

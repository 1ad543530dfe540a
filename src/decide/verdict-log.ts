import type { Verdict } from './decision';

/** All that was said in one decision, in columns: objects are made only for the candidate that somebody looks at. */
export class VerdictLog {
  private readonly candidates: number[] = [];
  private readonly policies: string[] = [];
  private readonly kinds: Verdict['kind'][] = [];
  private readonly codes: string[] = [];
  private readonly values: (number | string | undefined)[] = [];

  add(candidate: number, policy: string, kind: Verdict['kind'], code: string, value?: number | string): void {
    this.candidates.push(candidate);
    this.policies.push(policy);
    this.kinds.push(kind);
    this.codes.push(code);
    this.values.push(value);
  }

  /** The last code that this policy gave this candidate. */
  lastCode(candidate: number, policy: string): string | undefined {
    let at = this.candidates.lastIndexOf(candidate);
    while (at > 0 && this.policies[at] !== policy) at = this.candidates.lastIndexOf(candidate, at - 1);
    return at >= 0 && this.policies[at] === policy ? this.codes[at] : undefined;
  }

  /** What was said of one candidate, in the order in which it was said. */
  of(candidate: number): Verdict[] {
    const verdicts: Verdict[] = [];
    for (let at = this.candidates.indexOf(candidate); at !== -1; at = this.candidates.indexOf(candidate, at + 1)) {
      const value = this.values[at];
      verdicts.push({
        policy: this.policies[at]!, kind: this.kinds[at]!, code: this.codes[at]!, ...(value === undefined ? {} : { value }),
      });
    }
    return verdicts;
  }
}

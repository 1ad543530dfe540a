import type { Candidate } from './candidate';
import type { Verdict } from './decision';
import { choosing, rules } from './policies';
import type { Policy } from './policy';

const policies: ReadonlyMap<string, Policy> = new Map([...rules, ...Object.values(choosing)].map((policy) => [policy.id, policy]));

/** A verdict in words, as a clause: "cannot see images". */
export function inWords(verdict: Verdict, candidate: Candidate): string {
  return policies.get(verdict.policy)?.because[verdict.code]?.(verdict.value, candidate) ?? `${verdict.policy}: ${verdict.code}`;
}

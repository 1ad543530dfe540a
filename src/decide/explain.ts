import type { CandidateTable, Decision, ExplainedDecision } from './decision';
import { inWords } from './reasons';

/** A decision in words: everybody who was judged, the kept ones first, best first, each with what was said of them. `table` is the question's. */
export function explain(decision: Decision, table: CandidateTable): ExplainedDecision {
  const ranks = new Map(decision.order.map((at, rank) => [at, rank]));
  const rejected = decision.pool.filter((at) => !ranks.has(at));
  const candidates = [...decision.order, ...rejected].map((at) => {
    const candidate = table.candidates[at]!;
    const rank = ranks.get(at);
    return {
      name: candidate.key, provider: candidate.provider, model: candidate.model.name,
      rank: rank === undefined ? null : rank + 1,
      estimateMicros: rank === undefined ? null : decision.estimates[rank]!,
      reasons: decision.verdicts(at).map((verdict) => inWords(verdict, candidate)),
    };
  });
  return { why: decision.why, by: decision.by, seed: decision.seed, candidates };
}

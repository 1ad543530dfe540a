import { stream } from '../../dice';
import type { Choosing, Situation } from '../policy';
import type { Scorecard } from '../scorecard';

type Code = 'share' | 'no share';

/**
 * By lot, each in proportion to its share. A preference of ln(share) plus Gumbel noise makes the best one a weighted draw, the next
 * one a weighted draw from the rest, and so on (Yellott 1977, "The relationship between Luce's choice axiom, Thurstone's theory of
 * comparative judgment, and the double exponential distribution"). A name that stands for several candidates splits its share among
 * those that can be called now. A share of 0 takes no traffic, but still helps when the others fail.
 */
export const shares: Choosing<Code> = {
  id: 'shares',
  label: 'By shares',
  judge(card, situation) {
    const weights = weightsOf(card, situation);
    const next = stream(situation.question.seed);
    for (let place = 0; place < situation.pool.mains; place += 1) {
      const at = card.pool[place]!;
      const gumbel = -Math.log(-Math.log(next() || 2 ** -33));
      if (weights[at]! > 0) card.score(at, Math.log(weights[at]!) + gumbel, 'share', weights[at]!);
      else card.tier(at, 1, 'no share');
    }
  },
  because: {
    share: (share) => `drawn with a share of ${Number(Number(share).toPrecision(3))}`,
    'no share': () => 'it has no share, so it comes last',
  },
  why: () => 'by shares',
};

function weightsOf(card: Scorecard<Code>, { question, pool }: Situation): Float64Array {
  const weights = new Float64Array(question.table.candidates.length);
  if (pool.picks.length === 0) return weights.fill(1);
  const takes = (at: number): boolean => pool.chosen[at] === 1 && card.kept[at] === 1;
  for (const { name, share = 1 } of pool.picks) {
    const indexes = question.table.resolve(name);
    let well = 0;
    let avoided = 0;
    for (const at of indexes) {
      if (!takes(at)) continue;
      if (card.avoided[at] === 0) well += 1;
      else avoided += 1;
    }
    for (const at of indexes) if (takes(at)) weights[at]! += share / (card.avoided[at] === 0 ? well : avoided);
  }
  return weights;
}

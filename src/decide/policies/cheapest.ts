import type { Choosing } from '../policy';
import { dollars } from '../words';

type Code = 'cost' | 'unknown price';

/**
 * By what this very request is expected to cost. A preference of -ln(cost / best), so that a doubling of the cost always weighs the
 * same; one micro-dollar is added to both, which keeps what is free finite. An unknown price is not a low one: it comes last.
 */
export const cheapest: Choosing<Code> = {
  id: 'cheapest',
  label: 'Cheapest',
  judge(card, { costMicros }) {
    let best = Infinity;
    for (const at of card.pool) if (card.kept[at] === 1 && costMicros[at]! < best) best = costMicros[at]!;
    for (const at of card.pool) {
      const cost = costMicros[at]!;
      if (Number.isNaN(cost)) card.tier(at, 1, 'unknown price');
      else card.score(at, -Math.log((cost + 1) / (Math.min(best, cost) + 1)), 'cost', cost);
    }
  },
  because: {
    cost: (cost) => `about ${dollars(Number(cost))} for this request`,
    'unknown price': () => 'its price is unknown, so it comes last',
  },
  why: (code, fit) => (code === 'unknown price' ? `first of ${fit} that fit, prices unknown` : `cheapest of ${fit} that fit`),
};

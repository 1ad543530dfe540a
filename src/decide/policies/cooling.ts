import type { Rule } from '../policy';
import { duration } from '../words';

/** A model that said "too many requests" is left alone for as long as it asked. */
export const cooling: Rule<'rate limited'> = {
  id: 'cooling',
  judge(card, { question: { view } }) {
    for (const at of card.pool) if (view.coolingMs[at]! > 0) card.avoid(at, 'rate limited', view.coolingMs[at]!);
  },
  because: { 'rate limited': (ms) => `it is rate limited for another ${duration(Number(ms))}` },
};

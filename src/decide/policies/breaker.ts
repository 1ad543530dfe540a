import type { Rule } from '../policy';

/** A model that keeps failing is left alone for a while. Half-open, it is judged like any other: that call is the probe. */
export const breaker: Rule<'open'> = {
  id: 'breaker',
  judge(card, { question: { view } }) {
    for (const at of card.pool) if (view.breaker[at] === 2) card.avoid(at, 'open');
  },
  because: { open: () => 'it failed too often just now' },
};

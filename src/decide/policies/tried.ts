import type { Rule } from '../policy';

/** What this message tried before comes last: the same question to the same model seldom ends better. */
export const tried: Rule<'before'> = {
  id: 'tried',
  judge(card, { question: { table, tried: keys } }) {
    for (const key of new Set(keys)) {
      for (const at of card.pool) if (table.candidates[at]!.key === key) card.avoid(at, 'before');
    }
  },
  because: { before: () => 'this message tried it before' },
};

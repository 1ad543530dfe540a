import { wisher } from '../names';
import type { Rule } from '../policy';
import { list } from '../words';

/** What one router says must hold, holds for everybody: later routers, the client's own choice and backups. */
export const must: Rule<'excluded'> = {
  id: 'must',
  judge(card, { pool: { musts } }) {
    for (const { wish, allowed } of musts) {
      let words: string | undefined;
      for (const at of card.pool) {
        if (allowed.has[at] === 0) card.reject(at, 'excluded', words ??= `${wisher(wish)} allows only ${namesOf(wish.use)}`);
      }
    }
  },
  because: { excluded: (who) => String(who) },
  whenNobody: { kind: 'no_candidate', remedy: 'Let the two overlap, or untick "must".' },
};

const namesOf = (use: readonly { name: string }[]): string => (use.length === 0 ? 'the starter models' : list(use.map((pick) => pick.name)));

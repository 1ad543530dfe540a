import type { Rule } from '../policy';

/** An account that a person must mend is asked only when nobody else is left. */
export const misconfigured: Rule<'account'> = {
  id: 'misconfigured',
  judge(card, { question: { view } }) {
    for (const at of card.pool) if (view.misconfigured[at] === 1) card.avoid(at, 'account');
  },
  because: { account: (_, candidate) => `provider '${candidate.provider}' refused the key or has no quota left: open it and press Test` },
};

import type { Rule } from '../policy';

/** Below this share of the vendor's limit the next calls are likely to be refused. */
const tightBelow = 0.05;

/** The vendor's own account of its limits steers away before the refusal does. */
export const headroom: Rule<'nearly used up'> = {
  id: 'headroom',
  judge(card, { question: { view } }) {
    for (const at of card.pool) if (view.headroom[at]! < tightBelow) card.avoid(at, 'nearly used up', view.headroom[at]!);
  },
  because: { 'nearly used up': (share) => `only ${Math.floor(Number(share) * 100)} % of the vendor's rate limit is left` },
};

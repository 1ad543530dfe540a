import type { Rule } from '../policy';

/** Backups come behind the chosen ones, in the order of their list; after a failure in front of them. */
export const backup: Rule<'behind' | 'in front'> = {
  id: 'backup',
  judge(card, { pool: { backups: { tiers } } }) {
    for (const [at, tier] of tiers) card.tier(at, tier, tier < 0 ? 'in front' : 'behind', tier);
  },
  because: {
    behind: () => 'a backup, for when the chosen ones fail',
    'in front': () => 'a backup, in front since the last try failed',
  },
};

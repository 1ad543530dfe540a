import { stream } from '../../dice';
import type { Choosing } from '../policy';
import { many } from '../words';

/** By calls under way, which are counted where the choice is made. Equals are drawn by lot, so that none of them starves. */
export const leastBusy: Choosing<'calls' | 'lot'> = {
  id: 'least busy',
  label: 'Least busy',
  judge(card, { question: { view, seed } }) {
    const next = stream(seed);
    for (const at of card.pool) {
      card.tier(at, view.inFlight[at]!, 'calls', view.inFlight[at]!);
      card.score(at, next(), 'lot');
    }
  },
  because: {
    calls: (calls) => `${many(Number(calls), 'call')} under way`,
    lot: () => 'equals are drawn by lot',
  },
  why: (_, fit) => `least busy of ${fit} that fit`,
};

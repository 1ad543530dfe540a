import type { Choosing } from '../policy';

/** As the list says. */
export const inOrder: Choosing<'place'> = {
  id: 'in order',
  label: 'In order',
  judge(card) {
    card.pool.forEach((at, place) => card.tier(at, place, 'place', place + 1));
  },
  because: { place: (place) => `number ${place} in the list` },
  why: () => 'first in order',
};

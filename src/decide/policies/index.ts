import type { ChooseBy } from '../plan';
import type { Choosing, Rule } from '../policy';
import { abilities } from './abilities';
import { backup } from './backup';
import { breaker } from './breaker';
import { budget } from './budget';
import { cheapest } from './cheapest';
import { cooling } from './cooling';
import { fastest } from './fastest';
import { headroom } from './headroom';
import { inOrder } from './in-order';
import { leastBusy } from './least-busy';
import { misconfigured } from './misconfigured';
import { must } from './must';
import { shares } from './shares';
import { tried } from './tried';
import { window } from './window';

/** What holds for every request, in the order in which it is judged: the hard rules first, then the soft ones. */
export const rules: readonly Rule[] = [
  must, abilities, window, budget, breaker, cooling, misconfigured, headroom, tried, backup,
];

/** The ways to choose, by the name that users pick. The record's type makes sure that each name has one. */
export const choosing: Readonly<Record<ChooseBy, Choosing>> = {
  'in order': inOrder,
  cheapest,
  fastest,
  shares,
  'least busy': leastBusy,
};

import { stream } from '../../dice';
import type { Choosing, Situation } from '../policy';
import type { Scorecard } from '../scorecard';
import { duration } from '../words';

type Code = 'time' | 'never measured' | 'measured again';

/** One call in this many goes to another than the best, so that a time that has become better is noticed. */
const exploreOneIn = 25;
/** Better than everything that is: an exploring call must not be outweighed by a time. */
const explorationBonus = 1e3;
/** Smaller than any difference between times that means something; decides between equals. */
const lot = 1e-6;

/**
 * By live load: the time to first token (peak EWMA) times the calls under way, the new one included, as in Finagle's PeakEwma
 * balancer. Finagle looks at two random choices, since it may have thousands of hosts and its loads are a little stale; here they are
 * few and counted in the turn of the choice, so the best of all is taken: no herd can form. Nobody starves: a model that was never
 * measured counts as twice as fast as the best while it is idle (one call, not a burst, finds out), and a few calls, drawn from the
 * seed, measure one of the others again.
 */
export const fastest: Choosing<Code> = {
  id: 'fastest',
  label: 'Fastest',
  judge(card, situation) {
    const { view, seed } = situation.question;
    const next = stream(seed);
    const prior = priorMs(card, situation);
    const free: number[] = [];
    let best = Infinity;
    for (const at of card.pool) {
      const measured = view.firstTokenMs[at]!;
      const load = Math.max(1, Number.isNaN(measured) ? prior : measured) * (view.inFlight[at]! + 1);
      card.score(at, lot * next() - Math.log(load / prior), Number.isNaN(measured) ? 'never measured' : 'time', load);
      if (card.kept[at] === 0 || card.avoided[at]! > 0 || situation.pool.backups.tiers.has(at)) continue;
      if (load < best) free.unshift(at);
      else free.push(at);
      best = Math.min(best, load);
    }
    if (next() < 1 / exploreOneIn && free.length > 1) {
      card.score(free[1 + Math.floor(next() * (free.length - 1))]!, explorationBonus, 'measured again');
    }
  },
  because: {
    time: (load) => `first words after about ${duration(Number(load))}, with the calls under way counted in`,
    'never measured': () => 'never measured, so taken for fast',
    'measured again': () => 'now and then another than the fastest is asked, to measure it again',
  },
  why: (code, fit) => (code === 'time' || code === undefined ? `fastest of ${fit} that fit` : `to measure it, one of ${fit} that fit`),
};

/** What stands for the time of the unmeasured: half the best known one. */
function priorMs(card: Scorecard<Code>, { question: { view } }: Situation): number {
  let best = Infinity;
  for (const at of card.pool) if (card.kept[at] === 1 && view.firstTokenMs[at]! < best) best = view.firstTokenMs[at]!;
  return best === Infinity ? 1000 : Math.max(1, best / 2);
}

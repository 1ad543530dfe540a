import type { Question } from './decision';
import type { Pool } from './pool';
import { choosing } from './policies';
import { inWords } from './reasons';
import type { Columns } from './scorecard';

/** The decision in one clause: "tier is premium: cheapest of 3 that fit". */
export function whyFirst(order: readonly number[], card: Columns, pool: Pool, { table }: Question): string {
  const first = order[0];
  if (first === undefined) return 'nobody fits';
  const matched = pool.wish?.rule;
  const rule = matched === undefined || matched === 'otherwise' || pool.from === 'client' ? '' : `${matched}: `;
  const doubt = card.avoided[first] === 0 ? undefined : card.log.of(first).find((verdict) => verdict.kind === 'avoid');
  return rule + reason(first, order, card, pool) + (doubt === undefined ? '' : `, though ${inWords(doubt, table.candidates[first]!)}`);
}

function reason(first: number, order: readonly number[], card: Columns, pool: Pool): string {
  const backup = pool.backups.tiers.get(first);
  if (backup !== undefined) return backup < 0 ? 'a backup after a failure' : 'a backup, since none of the chosen ones fits';
  const fit = order.filter((at) => card.avoided[at] === card.avoided[first] && !pool.backups.tiers.has(at)).length;
  if (pool.from === 'client' && fit === 1) return 'asked for by the client';
  const how = choosing[pool.by];
  const chosen = fit > 1 ? how.why(card.log.lastCode(first, how.id), fit) : only(pool);
  return pool.from === 'client' ? `asked for by the client, ${chosen}` : chosen;
}

const only = (pool: Pool): string => (pool.mains === 1 ? 'the only choice' : 'the only one that fits');

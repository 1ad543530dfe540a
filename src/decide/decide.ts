import type { Decision, Question } from './decision';
import { estimateCosts } from './estimate';
import { nobodyLeft, nobodyToJudge } from './nobody';
import { choosing, rules } from './policies';
import { poolOf, type Pool } from './pool';
import { Columns } from './scorecard';
import { whyFirst } from './why';

/** Deciding is synchronous and never re-entrant, so one set of columns serves all decisions. Nothing of it outlives a call. */
const card = new Columns();
let costMicros = new Float64Array(0);

/** Puts the candidates in order, best first, and says why. Pure: the same question gives the same decision. */
export function decide(question: Question): Decision {
  const nobody = nobodyToJudge(question);
  if (nobody !== undefined) return nobodyAtAll(question, nobody);
  const pool = poolOf(question);
  judge(question, pool);
  const order = card.order();
  const { log } = card;
  return {
    seed: question.seed, order, pool: pool.members, by: pool.by,
    backups: order.filter((at) => pool.backups.added.includes(at)),
    why: whyFirst(order, card, pool, question),
    estimates: order.map((at) => (Number.isNaN(costMicros[at]) ? null : costMicros[at]!)),
    ...(order.length === 0 ? { nobody: nobodyLeft(question, card, pool) } : {}),
    warnings: pool.warnings,
    verdicts: (candidate) => log.of(candidate),
  };
}

function judge(question: Question, pool: Pool): void {
  const size = question.table.candidates.length;
  if (costMicros.length < size) costMicros = new Float64Array(size);
  estimateCosts(question, pool.members, costMicros);
  card.begin(pool.members, size);
  const situation = { question, pool, costMicros };
  for (const rule of rules) {
    card.turn(rule.id);
    rule.judge(card, situation);
  }
  card.turn(pool.by);
  choosing[pool.by].judge(card, situation);
}

function nobodyAtAll({ seed, by }: Question, nobody: Decision['nobody']): Decision {
  return { seed, by, order: [], pool: [], backups: [], why: 'nobody fits', estimates: [], nobody, warnings: [], verdicts: () => [] };
}

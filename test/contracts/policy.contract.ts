import assert from 'node:assert/strict';
import type { Question, Verdict } from '../../src/decide/decision';
import { estimateCosts } from '../../src/decide/estimate';
import type { Policy, Situation } from '../../src/decide/policy';
import { poolOf } from '../../src/decide/pool';
import { Columns } from '../../src/decide/scorecard';
import { randomQuestion } from '../kit/random-question';

const questions = Array.from({ length: 200 }, (_, seed) => randomQuestion(seed));

/** What one policy says of a question, on a clean card. */
export function judged(policy: Policy, question: Question, card = new Columns()): { verdicts: Verdict[][]; card: Columns; situation: Situation } {
  const pool = poolOf(question);
  const costMicros = new Float64Array(question.table.candidates.length).fill(-1);
  estimateCosts(question, pool.members, costMicros);
  const situation = { question, pool, costMicros };
  card.begin(pool.members, question.table.candidates.length);
  card.turn(policy.id);
  policy.judge(card, situation);
  return { verdicts: question.table.candidates.map((_, at) => card.log.of(at)), card, situation };
}

/** What every policy must do. `may` are the marks that its kind may leave on a card. */
export function policyContract(policy: Policy, may: readonly Verdict['kind'][]): void {
  describe(`policy: ${policy.id}`, () => {
    it('says the same of the same question, whatever was on the card before', () => {
      const used = new Columns();
      for (const question of questions) {
        assert.deepEqual(judged(policy, question, used).verdicts, judged(policy, question).verdicts);
        assert.deepEqual(used.order(), judged(policy, question).card.order());
      }
    });

    it('leaves the question as it was', () => {
      for (const question of questions) {
        const before = structuredClone({ ...question, table: question.table.candidates });
        judged(policy, question);
        assert.deepEqual({ ...question, table: question.table.candidates }, before);
      }
    });

    it('only leaves the marks of its kind, and only on those who are judged', () => {
      for (const question of questions) {
        const { verdicts, situation: { pool } } = judged(policy, question);
        verdicts.forEach((each, at) => {
          if (!pool.members.includes(at)) assert.deepEqual(each, []);
          for (const { kind } of each) assert.ok(may.includes(kind), kind);
        });
      }
    });

    it('has words for every code, which make sense of every value', () => {
      for (const question of questions) {
        judged(policy, question).verdicts.forEach((each, at) => {
          for (const { code, value } of each) {
            const words = policy.because[code]?.(value, question.table.candidates[at]!);
            assert.ok(words, `${code} has no words`);
            assert.doesNotMatch(words, /undefined|NaN|null|\[object|Infinity/);
          }
        });
      }
    });

    it('uses every code that it has words for', () => {
      const used = new Set(questions.flatMap((question) => judged(policy, question).verdicts.flat().map(({ code }) => code)));
      assert.deepEqual([...used].sort(), Object.keys(policy.because).sort());
    });

    it('puts only whole numbers and finite scores on the card', () => {
      for (const question of questions) {
        const card = new Columns();
        const { score, tier } = card;
        card.score = (at, preference, ...rest) => { assert.ok(Number.isFinite(preference), `score ${preference}`); score.call(card, at, preference, ...rest); };
        card.tier = (at, group, ...rest) => { assert.ok(Number.isInteger(group), `tier ${group}`); tier.call(card, at, group, ...rest); };
        judged(policy, question, card);
      }
    });
  });
}

import assert from 'node:assert/strict';
import { decide } from '../../src/decide/decide';
import type { Decision, Question } from '../../src/decide/decision';
import { explain } from '../../src/decide/explain';
import { rules } from '../../src/decide/policies';
import { poolOf } from '../../src/decide/pool';
import { Columns } from '../../src/decide/scorecard';
import { judged } from '../contracts/policy.contract';
import { randomQuestion } from '../kit/random-question';

const questions = Array.from({ length: 1_000 }, (_, seed) => randomQuestion(seed));
const card = new Columns();

function each(check: (question: Question, decision: Decision) => void): void {
  questions.forEach((question, seed) => {
    try {
      check(question, decide(question));
    } catch (error) {
      throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
    }
  });
}

describe('laws of a decision, over 1,000 random questions', () => {
  it('never orders whom a hard rule rejects, and orders everybody else exactly once', () => {
    each((question, { order, pool }) => {
      assert.equal(new Set(pool).size, pool.length);
      const rejected = new Set(rules.flatMap((rule) => judged(rule, question, card).verdicts
        .flatMap((verdicts, at) => (verdicts.some(({ kind }) => kind === 'reject') ? [at] : []))));
      assert.deepEqual([...order].sort(), pool.filter((at) => !rejected.has(at)).sort());
    });
  });

  it('obeys every must, backups and the client\'s own choice included', () => {
    each((question, { order }) => {
      for (const wish of question.plan) {
        if (wish.do !== 'use' || wish.must !== true) continue;
        const allowed = wish.use.length === 0 ? question.table.starters : wish.use.flatMap(({ name }) => question.table.resolve(name));
        for (const at of order) assert.ok(allowed.includes(at));
      }
    });
  });

  it('puts nobody who is avoided before somebody who is not', () => {
    each((_, { order, verdicts }) => {
      const avoided = order.map((at) => verdicts(at).filter(({ kind }) => kind === 'avoid').length);
      assert.deepEqual(avoided, [...avoided].sort((one, other) => one - other));
    });
  });

  it('is the same for the same question, whatever was decided in between', () => {
    each((question, first) => {
      decide(questions[first.seed % questions.length]!);
      const second = decide(question);
      assert.deepEqual({ ...second, verdicts: 0, all: explain(second, question.table) }, { ...first, verdicts: 0, all: explain(first, question.table) });
    });
  });

  it('says why, with an estimate for each; or why nobody is left', () => {
    each((question, { order, estimates, why, nobody, warnings }) => {
      assert.equal(estimates.length, order.length);
      for (const estimate of estimates) assert.ok(estimate === null || (Number.isSafeInteger(estimate) && estimate >= 0));
      assert.equal(nobody === undefined, order.length > 0);
      for (const text of [why, ...warnings, ...(nobody === undefined ? [] : [nobody.message])]) {
        assert.ok(text.length > 3 && text.length < 1_500, text);
        assert.doesNotMatch(text, /undefined|NaN|\[object|Infinity|\.\.|; \./);
      }
      assert.ok(order.length === 0 || question.table.candidates.length > 0);
    });
  });

  it('names as backups only those of the order that nobody else chose', () => {
    each((question, { order, backups, nobody }) => {
      if (nobody?.kind === 'unknown_model') return;
      const { members, mains } = poolOf(question);
      assert.deepEqual(backups, order.filter((at) => members.indexOf(at) >= mains));
    });
  });
});

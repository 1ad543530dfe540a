import type { Candidate } from '../../src/decide/candidate';
import type { Question } from '../../src/decide/decision';
import type { Pick, Plan } from '../../src/decide/plan';
import { chooseBy } from '../../src/decide/plan';
import type { RequestFacts } from '../../src/decide/request';
import type { BudgetReading, View } from '../../src/decide/view';
import { stream } from '../../src/dice';
import { backup, candidate, questionOf, requestOf, use } from './question';

type Random = () => number;

/** A question as odd as it can be, from a seed: all that a decision depends on takes every kind of value, the edges included. */
export function randomQuestion(seed: number): Question {
  const random = stream(seed);
  const candidates = Array.from({ length: 1 + whole(random, 12) }, (_, at) => randomCandidate(random, at));
  const question = questionOf(candidates, {
    request: randomRequest(random), plan: randomPlan(random, candidates), models: maybe(random, 0.5) ? randomPicks(random, candidates) : [],
    by: one(random, chooseBy.options), budgets: maybe(random, 0.3) ? [randomBudget(random)] : [],
    tried: maybe(random, 0.3) ? [one(random, candidates).key, 'Gone/model'] : [], seed: whole(random, 2 ** 32),
  });
  randomiseView(random, question.view);
  return question;
}

const whole = (random: Random, below: number): number => Math.floor(random() * below);
const maybe = (random: Random, chance: number): boolean => random() < chance;
const one = <T>(random: Random, from: readonly T[]): T => from[whole(random, from.length)]!;

function randomCandidate(random: Random, at: number): Candidate {
  return candidate(`${one(random, ['P', 'Q', 'R'])}/m${at}`, {
    price: one(random, [undefined, { input: 0, output: 0 }, { input: whole(random, 1e7), output: whole(random, 1e8) }]),
    window: one(random, [undefined, 0, 1_000, 8_192, 1_000_000]), maxOutput: one(random, [undefined, 100, 8_000]),
    tags: one(random, [[], ['cheap'], ['cheap', 'eu']]), starter: maybe(random, 0.3),
    can: {
      tools: maybe(random, 0.8), images: maybe(random, 0.8), audio: maybe(random, 0.8), files: maybe(random, 0.8),
      json: one(random, ['none', 'object', 'schema'] as const), reasoning: false, prefill: false,
    },
  });
}

function randomRequest(random: Random): RequestFacts {
  const estimate = one(random, [0, 10, 1_000, 7_900, 1e7]);
  const needs = { tools: maybe(random, 0.2), images: maybe(random, 0.2), audio: maybe(random, 0.1), files: maybe(random, 0.1) };
  return requestOf({
    tokens: { low: Math.floor(estimate * 0.7), estimate, high: Math.ceil(estimate * 1.6) }, answerTokens: one(random, [0, 1, 400]),
    maxTokens: one(random, [undefined, 1, 400, 32_000]), needs: { ...needs, json: one(random, ['none', 'none', 'object', 'schema'] as const) },
    asked: maybe(random, 0.15) ? randomName(random, []) : undefined,
  });
}

function randomName(random: Random, candidates: readonly Candidate[]): string {
  return one(random, ['cheap', 'eu', 'P/*', 'm0', 'M1', 'ghost', ...candidates.map(({ key }) => key)]);
}

function randomPicks(random: Random, candidates: readonly Candidate[]): Pick[] {
  return Array.from({ length: whole(random, 5) }, () => (
    { name: randomName(random, candidates), share: one(random, [undefined, 0, 1, 0.001, 1e6]) }
  ));
}

function randomPlan(random: Random, candidates: readonly Candidate[]): Plan {
  return Array.from({ length: whole(random, 4) }, () => (maybe(random, 0.6)
    ? use('', { use: randomPicks(random, candidates), must: maybe(random, 0.2), by: one(random, [undefined, ...chooseBy.options]) })
    : backup('', { use: randomPicks(random, candidates), now: maybe(random, 0.5) })));
}

function randomBudget(random: Random): BudgetReading {
  return {
    name: 'default', spentMicros: whole(random, 100), heldMicros: whole(random, 10), limitMicros: one(random, [0, 50, 1e6]),
    nearAt: one(random, [undefined, 0, 0.8, 1]), onlyUpTo: one(random, [undefined, 0, 1e7]),
    unknownPrice: one(random, ['block', 'allow'] as const), approved: maybe(random, 0.2),
  };
}

function randomiseView(random: Random, view: View): void {
  for (let at = 0; at < view.inFlight.length; at += 1) {
    view.inFlight[at] = one(random, [0, 0, 1, 500]);
    view.firstTokenMs[at] = one(random, [Number.NaN, 0, 300, 1e5]);
    view.breaker[at] = one(random, [0, 0, 1, 2]);
    view.coolingMs[at] = one(random, [0, 0, 1, 6e4]);
    view.misconfigured[at] = one(random, [0, 0, 0, 1]);
    view.headroom[at] = one(random, [Number.NaN, 0, 0.01, 1]);
    view.tokenRatio[at] = one(random, [1, 0.5, 3]);
  }
}

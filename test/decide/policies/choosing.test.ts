import assert from 'node:assert/strict';
import { decide } from '../../../src/decide/decide';
import type { Question } from '../../../src/decide/decision';
import { explain } from '../../../src/decide/explain';
import { backup, candidate, picks, questionOf, requestOf, use } from '../../kit/question';

const three = ['P/a', 'P/b', 'P/c'].map((key) => candidate(key));

function names(question: Question): string {
  return decide(question).order.map((at) => question.table.candidates[at]!.model.name).join(' ');
}

/** How often each comes first over seeds 0, 1, 2, ... */
function firsts(question: Question, times: number): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let seed = 0; seed < times; seed += 1) {
    const first = names({ ...question, seed }).split(' ')[0]!;
    counts[first] = (counts[first] ?? 0) + 1;
  }
  return counts;
}

function near(real: number | undefined, expected: number, within = 0.02): void {
  assert.ok(Math.abs((real ?? 0) - expected) <= within, `${real} is not near ${expected}`);
}

describe('choosing by shares', () => {
  it('gives each its share, over 10,000 seeds', () => {
    const counts = firsts(questionOf(three, { by: 'shares', models: picks('a=5 b=3 c=2') }), 10_000);
    near(counts.a! / 10_000, 0.5);
    near(counts.b! / 10_000, 0.3);
    near(counts.c! / 10_000, 0.2);
  });

  it('draws the second from the rest in proportion too, so that a failed one\'s share goes to the others fairly', () => {
    let second = 0;
    let all = 0;
    for (let seed = 0; seed < 10_000; seed += 1) {
      const order = names(questionOf(three, { by: 'shares', models: picks('a=5 b=3 c=2'), seed })).split(' ');
      if (order[0] !== 'a') continue;
      all += 1;
      if (order[1] === 'b') second += 1;
    }
    near(second / all, 0.6);
  });

  it('takes no share for 1, also where nothing is listed', () => {
    for (const models of [picks('a b c'), []]) {
      const counts = firsts(questionOf(three, { by: 'shares', models }), 3_000);
      for (const name of ['a', 'b', 'c']) near(counts[name]! / 3_000, 1 / 3, 0.04);
    }
  });

  it('splits the share of one name among all that it means', () => {
    const candidates = [candidate('P/x'), candidate('Q/x'), candidate('P/y')];
    const question = questionOf(candidates, { by: 'shares', models: picks('x y') });
    const counts = firsts(question, 5_000);
    near(counts.x! / 5_000, 0.5, 0.03);
    near(counts.y! / 5_000, 0.5, 0.03);
    question.view.breaker[0] = 2;
    near(firsts(question, 5_000).x! / 5_000, 0.5, 0.03);
  });

  it('gives a share of 0 no traffic while others are there, but keeps it for when they fail', () => {
    const question = questionOf(three, { by: 'shares', models: picks('a=0 b c=0.001') });
    assert.equal(firsts(question, 2_000).a, undefined);
    assert.match(names(question), / a$/);
  });

  it('counts the shares of the router\'s list where that chose inside ask\'s own', () => {
    const question = questionOf(three, { models: picks('a b=100'), plan: [use('a=3 b=1 c=1', { by: 'shares' })] });
    near(firsts(question, 5_000).a! / 5_000, 0.75, 0.03);
  });

  it('says no word about shares of backups', () => {
    const question = questionOf(three, { by: 'shares', models: picks('a'), plan: [backup('b')] });
    const reasons = explain(decide(question), question.table).candidates[1]!.reasons;
    assert.deepEqual(reasons, ['a backup, for when the chosen ones fail']);
  });
});

describe('choosing the cheapest', () => {
  const input = candidate('P/reads-cheaply', { price: { input: 1e6, output: 10e6 } });
  const output = candidate('P/writes-cheaply', { price: { input: 3e6, output: 3e6 } });

  it('counts what this very request costs', () => {
    const long = questionOf([input, output], { by: 'cheapest', request: requestOf({ tokens: { low: 9e3, estimate: 1e4, high: 2e4 } }) });
    assert.equal(names(long), 'reads-cheaply writes-cheaply');
    const short = questionOf([input, output], { by: 'cheapest', request: requestOf({ tokens: { low: 9, estimate: 10, high: 20 } }) });
    assert.equal(names(short), 'writes-cheaply reads-cheaply');
  });

  it('has the free one first and the one of unknown price last, and says so', () => {
    const free = candidate('P/free', { price: { input: 0, output: 0 } });
    const unknown = candidate('P/unknown', { price: undefined });
    const question = questionOf([unknown, input, free], { by: 'cheapest' });
    assert.equal(names(question), 'free reads-cheaply unknown');
    assert.match(explain(decide(question), question.table).candidates[2]!.reasons.join(), /price is unknown, so it comes last/);
    assert.equal(decide(questionOf([unknown, candidate('P/too', { price: undefined })], { by: 'cheapest' })).why, 'first of 2 that fit, prices unknown');
  });

  it('keeps the order of the list among equals', () => {
    assert.equal(names(questionOf(three, { by: 'cheapest', models: picks('c a b') })), 'c a b');
  });
});

describe('choosing the least busy', () => {
  it('goes by calls under way', () => {
    const question = questionOf(three, { by: 'least busy' });
    question.view.inFlight.set([2, 0, 1]);
    assert.equal(names(question), 'b c a');
  });

  it('draws among equals, so that none starves', () => {
    const counts = firsts(questionOf(three, { by: 'least busy' }), 3_000);
    for (const name of ['a', 'b', 'c']) near(counts[name]! / 3_000, 1 / 3, 0.04);
  });

  it('spreads a burst evenly, when calls are counted where they are chosen', () => {
    const question = questionOf(three, { by: 'least busy' });
    for (let seed = 0; seed < 300; seed += 1) question.view.inFlight[decide({ ...question, seed }).order[0]!]! += 1;
    assert.deepEqual([...question.view.inFlight], [100, 100, 100]);
  });
});

describe('choosing the fastest', () => {
  function measured(...firstTokenMs: number[]): Question {
    const question = questionOf(three, { by: 'fastest' });
    question.view.firstTokenMs.set(firstTokenMs);
    return question;
  }

  it('goes by the time to first token', () => {
    assert.equal(names(measured(900, 300, 600)), 'b c a');
    assert.equal(decide(measured(900, 300, 600)).why, 'fastest of 3 that fit');
  });

  it('counts the calls under way: a fast but busy one yields to a slower idle one', () => {
    const question = measured(300, 500, 5_000);
    question.view.inFlight.set([1, 0, 0]);
    assert.equal(names(question), 'b a c');
  });

  it('spreads a burst in proportion to speed', () => {
    const question = measured(300, 600, 600);
    for (let seed = 0; seed < 400; seed += 1) question.view.inFlight[decide({ ...question, seed }).order[0]!]! += 1;
    const [a, b, c] = question.view.inFlight;
    near(a! / 400, 0.5, 0.05);
    near(b! / 400, 0.25, 0.05);
    near(c! / 400, 0.25, 0.05);
  });

  it('tries one that was never measured, with one call and not with a burst', () => {
    const question = measured(300, 400, Number.NaN);
    assert.equal(names(question).split(' ')[0], 'c');
    assert.equal(decide(question).why, 'to measure it, one of 3 that fit');
    question.view.inFlight[2] = 2;
    assert.equal(names(question).split(' ')[0], 'a');
  });

  it('tries all where none was measured, by lot', () => {
    const counts = firsts(measured(Number.NaN, Number.NaN, Number.NaN), 3_000);
    for (const name of ['a', 'b', 'c']) near(counts[name]! / 3_000, 1 / 3, 0.04);
  });

  it('never starves a slow one: about one call in 25 measures another again', () => {
    const counts = firsts(measured(100, 60_000, 9_000), 5_000);
    near(counts.a! / 5_000, 0.96, 0.01);
    near(counts.b! / 5_000, 0.02, 0.01);
    near(counts.c! / 5_000, 0.02, 0.01);
  });

  it('never measures one that is avoided, or a backup', () => {
    const question = measured(100, 200, 300);
    question.view.breaker[1] = 2;
    const counts = firsts({ ...question, models: picks('a b'), plan: [backup('c')] }, 1_000);
    assert.deepEqual(counts, { a: 1_000 });
  });

  it('loses no measuring call to one that is avoided', () => {
    const question = measured(100, 200, 300);
    question.view.breaker[1] = 2;
    const counts = firsts(question, 5_000);
    near(counts.c! / 5_000, 0.04, 0.01);
  });

  it('notices that a slow one has become fast', () => {
    const real = [300, 300, 100];
    const question = measured(300, 350, 4_000);
    const chosen = [0, 0, 0];
    for (let seed = 0; seed < 500; seed += 1) {
      const first = decide({ ...question, seed }).order[0]!;
      question.view.firstTokenMs[first] = real[first]!;
      if (seed >= 300) chosen[first]! += 1;
    }
    assert.ok(chosen[2]! > 180, String(chosen));
  });

  it('takes a time of 0 ms for a fast one, not for an error', () => {
    assert.equal(names(measured(5, 0, 10)), 'b a c');
  });
});

import assert from 'node:assert/strict';
import type { Entry } from '../../src/ledger/entry';
import type { Outcome } from '../../src/run/outcome';
import { chatOf, finish, testCore } from '../kit/test-core';
import { Client, world } from './world';

const seeds = Number(process.env.SEEDS ?? 1_000);

/** One world, lived through on virtual time; what must always hold is asserted at its end. */
async function live(seed: number): Promise<Outcome[]> {
  const { providers, people, script, budgetMicros } = world(seed);
  const t = testCore((name, index) => script(name, index), { providers, seed });
  const clients = people.map((person) => new Client(person, (ms, fn) => { t.clock.after(ms, fn); }));
  const outcomes = await finish(t.clock, Promise.all(people.map((person, at) => new Promise<Outcome>((resolve) => {
    t.clock.after(person.atMs, () => {
      const run = t.core.run(chatOf(person.text), person.plan, person.options);
      run.pipe(clients[at] as Client);
      if (person.cancelAfterMs !== undefined) t.clock.after(person.cancelAfterMs, () => run.cancel('the person left'));
      void run.done.then(resolve);
    });
  }))), 60_000);
  const say = (what: string): string => `seed ${seed}: ${what}`;

  for (const [at, client] of clients.entries()) {
    assert.deepEqual(client.breaches, [], say(`the contract of the sink, person ${at}`));
    assert.equal(client.closed, 1, say(`person ${at} was closed once`));
    const sources = new Set(client.texts.map((text) => text.split('-')[0]));
    assert.ok(sources.size <= 1, say(`person ${at} heard two answers: ${[...sources].join()}`));
    assert.equal(client.outcome, outcomes[at], say('sink and promise tell the same'));
    if (outcomes[at]?.status === 'answered') assert.equal(client.opened, 1, say('an answer is delivered'));
  }

  await t.clock.advanceAsync(200_000);
  assert.equal(t.net.open(), 0, say('no connection is left open'));
  assert.equal(t.clock.pending(), 0, say('no timer is left'));
  for (const { name } of providers) assert.equal((await t.store.level(`slots:${name}`)).held, 0, say(`no slot of ${name} is held`));
  const budget = await t.store.level(`budget:sim:everyone:day:2026-11-24`);
  assert.equal(budget.held, 0, say('nothing of the budget is held'));
  const entries = (await t.store.scan('entry:')).map(({ value }) => value as Entry);
  const attempts = outcomes.flatMap((outcome) => outcome.attempts);
  assert.equal(entries.length, attempts.length, say('one entry for each attempt'));
  assert.equal(t.net.calls.length, attempts.length, say('one attempt for each call'));
  const charged = entries.filter((entry) => entry.budgets.length > 0).reduce((sum, entry) => sum + (entry.costMicros ?? 0), 0);
  assert.equal(budget.spent, charged, say('what is spent is the sum of the entries'));
  assert.ok(budget.spent <= budgetMicros, say(`spent ${budget.spent} of ${budgetMicros}`));
  for (const [at, person] of people.entries()) {
    for (const attempt of outcomes[at]?.attempts ?? []) {
      if (person.plan.some((wish) => (wish as { must?: boolean }).must)) assert.equal(attempt.provider, 'B', say('a hard rule holds'));
      if (person.plan.some((wish) => (wish as { do: string }).do === 'budget')) {
        const facts = providers.flatMap((one) => one.models ?? []).find((each) => each.name === attempt.model);
        assert.ok(facts?.price, say('an unknown price is blocked by a budget'));
      }
    }
  }
  await t.core.close();
  return outcomes;
}

describe('simulation on virtual time', function () {
  this.timeout(600_000);

  it(`keeps every invariant over ${seeds} seeds`, async () => {
    const ends = new Map<string, number>();
    for (let seed = 1; seed <= seeds; seed++) {
      for (const outcome of await live(seed)) {
        const how = outcome.failure?.kind ?? (outcome.cached ? 'cached' : 'answered');
        ends.set(how, (ends.get(how) ?? 0) + 1);
      }
    }
    // A world in which nothing goes wrong proves nothing.
    for (const how of ['answered', 'cached', 'interrupted', 'deadline', 'cancelled', 'over_budget', 'server', 'bad_request']) {
      assert.ok((ends.get(how) ?? 0) > 0, `no run ended with ${how}: ${JSON.stringify([...ends])}`);
    }
  });

  it('is repeatable: the same seed gives the same history', async () => {
    const story = async (): Promise<unknown> => (await live(7)).map((outcome) => [outcome.status, outcome.failure?.kind, outcome.attempts.map((attempt) => [attempt.model, attempt.totalMs])]);
    assert.deepEqual(await story(), await story());
  });
});

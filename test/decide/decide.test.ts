import assert from 'node:assert/strict';
import { decide } from '../../src/decide/decide';
import type { Decision, Question } from '../../src/decide/decision';
import { backup, candidate, picks, questionOf, requestOf, use } from '../kit/question';

/** Starters are a and b; "eu" is a tag of b and c; d is dear, e has no known price. */
const candidates = [
  candidate('P/a', { starter: true, price: { input: 3e6, output: 3e6 } }),
  candidate('P/b', { starter: true, price: { input: 1e6, output: 1e6 }, tags: ['eu'] }),
  candidate('Q/c', { price: { input: 2e6, output: 2e6 }, tags: ['eu'] }),
  candidate('Q/d', { price: { input: 50e6, output: 50e6 } }),
  candidate('Q/e', { price: undefined }),
];

function decided(more: Partial<Question> = {}): Decision & { names: string } {
  const question = questionOf(candidates, more);
  const decision = decide(question);
  return { ...decision, names: decision.order.map((at) => question.table.candidates[at]!.model.name).join(' ') };
}

describe('decide: whose choice counts', () => {
  const table: [what: string, question: Partial<Question>, names: string, why: string][] = [
    ['nothing at all: the starters', {}, 'a b', 'first in order'],
    ['ask\'s own list, in its order', { models: picks('d a') }, 'd a', 'first in order'],
    ['ask\'s own way to choose', { models: picks('d a b'), by: 'cheapest' }, 'b a d', 'cheapest of 3 that fit'],
    ['one model in ask\'s own list', { models: picks('d') }, 'd', 'the only choice'],
    ['a tag in ask\'s own list', { models: picks('eu d') }, 'b c d', 'first in order'],
    ['a name twice is one model', { models: picks('a P/a a b') }, 'a b', 'first in order'],
    ['a router', { plan: [use('c a')] }, 'c a', 'first in order'],
    ['a router\'s way to choose stands above ask\'s', { plan: [use('a b c', { by: 'cheapest' })], by: 'in order' }, 'b c a', 'cheapest of 3 that fit'],
    ['a router without a way to choose: ask\'s', { plan: [use('a b c')], by: 'cheapest' }, 'b c a', 'cheapest of 3 that fit'],
    ['a router without names: the starters', { plan: [use('', { by: 'cheapest' })] }, 'b a', 'cheapest of 2 that fit'],
    ['the later of two routers', { plan: [use('a'), use('c d')] }, 'c d', 'first in order'],
    ['the rule that matched is named', { plan: [use('c d', { rule: 'tier is premium' })] }, 'c d', 'tier is premium: first in order'],
    ['a router inside ask\'s own list, in the router\'s order', { plan: [use('c b a')], models: picks('a c d') }, 'c a', 'first in order'],
    ['a router without names leaves ask\'s list whole', { plan: [use('', { by: 'cheapest' })], models: picks('d c') }, 'c d', 'cheapest of 2 that fit'],
    ['the client stands above routers', { plan: [use('c')], request: requestOf({ asked: 'd' }) }, 'd', 'asked for by the client'],
    ['the client stands above ask\'s own list', { models: picks('a b'), request: requestOf({ asked: 'Q/d' }) }, 'd', 'asked for by the client'],
    ['a client that names a tag still has a choice', { by: 'cheapest', request: requestOf({ asked: 'EU' }) }, 'b c', 'asked for by the client, cheapest of 2 that fit'],
    ['a must among others', { plan: [use('eu', { must: true }), use('a b c')] }, 'b c', 'first in order'],
    ['a must alone chooses too', { plan: [use('eu', { must: true })] }, 'b c', 'first in order'],
    ['a later must holds for what came before it', { plan: [use('a'), use('eu', { must: true })] }, 'b c', 'first in order'],
    ['two musts: what both allow', { plan: [use('a b', { must: true }), use('eu', { must: true })] }, 'b', 'the only one that fits'],
    ['any, under a must: the starters that it allows', { plan: [use('eu', { must: true }), use('')] }, 'b', 'the only choice'],
    ['any, under a must that allows no starter: all that it allows', { plan: [use('c d', { must: true }), use('')] }, 'c d', 'first in order'],
    ['tried before: last', { models: picks('a b c'), tried: ['P/a', 'P/a'] }, 'b c a', 'first in order'],
  ];
  for (const [what, question, names, why] of table) {
    it(what, () => {
      const decision = decided(question);
      assert.equal(decision.names, names);
      assert.equal(decision.why, why);
      assert.equal(decision.nobody, undefined);
      assert.deepEqual(decision.warnings, []);
    });
  }

  it('takes ask\'s own list where a router chose nothing of it, and warns with both', () => {
    const decision = decided({ plan: [use('c', { by: 'cheapest' })], models: picks('a b') });
    assert.equal(decision.names, 'a b');
    assert.equal(decision.by, 'in order');
    assert.equal(decision.warnings.length, 1);
    assert.match(decision.warnings[0]!, /'Router' chose c, but the ask node's own list has only a, b/);
  });

  it('takes that as a conflict where the router said must', () => {
    const { order, nobody } = decided({ plan: [use('c', { must: true })], models: picks('a b') });
    assert.deepEqual(order, []);
    assert.equal(nobody?.kind, 'no_candidate');
    assert.match(nobody!.message, /ask node's own list chose a, b/);
    assert.match(nobody!.message, /'Router' allows only c/);
  });

  it('leaves out names that nobody has, and warns', () => {
    for (const question of [{ plan: [use('ghost a')] }, { models: picks('ghost a') }]) {
      const decision = decided(question);
      assert.equal(decision.names, 'a');
      assert.match(decision.warnings.join(), /No provider has 'ghost', named by ('Router'|the ask node's own list)/);
    }
    const must = decided({ plan: [use('ghost eu', { must: true, name: 'Region' }), use('b')] });
    assert.equal(must.names, 'b');
    assert.match(must.warnings.join(), /'ghost', named by 'Region'/);
  });

  it('gives the estimate of each, in the order; null where the price is unknown', () => {
    const { estimates, names } = decided({ models: picks('b e a') });
    assert.equal(names, 'b e a');
    assert.deepEqual(estimates, [1_400, null, 4_200]);
  });

  it('counts what a model\'s own tokenizer makes of the prompt, and the answer limit of the model', () => {
    const question = questionOf([candidate('P/a'), candidate('P/b', { maxOutput: 100 })]);
    question.view.tokenRatio[0] = 1.5;
    assert.deepEqual(decide(question).estimates, [1_500 + 800, 1_000 + 200]);
  });

  it('says nothing of a doubt that the first has not, and names the doubt that it has', () => {
    const question = questionOf(candidates, { models: picks('a b') });
    question.view.coolingMs[0] = 2_300;
    assert.equal(decide(question).why, 'the only one that fits');
    question.view.coolingMs[1] = 12_000;
    assert.equal(decide(question).why, 'first in order, though it is rate limited for another 2.3 s');
  });
});

describe('decide: backups', () => {
  const table: [what: string, question: Partial<Question>, names: string, backups: string][] = [
    ['behind the chosen ones, in the order of their list', { models: picks('b'), by: 'cheapest', plan: [backup('d a c')] }, 'b d a c', 'd a c'],
    ['the rest of the starters, chosen as the others are', { models: picks('c'), by: 'cheapest', plan: [backup('')] }, 'c b a', 'b a'],
    ['who is chosen already is no backup', { models: picks('a b'), plan: [backup('b c')] }, 'a b c', 'c'],
    ['two fallbacks, one after the other', { models: picks('a'), plan: [backup('d'), backup('c b')] }, 'a d c b', 'd c b'],
    ['in front after a failure', { models: picks('a b'), tried: ['P/a'], plan: [backup('d c', { now: true })] }, 'd c b a', 'd c'],
    ['in front, though chosen already', { models: picks('a b c'), plan: [backup('c', { now: true })] }, 'c a b', ''],
    ['the latest fallback in front of the earlier', { models: picks('a'), plan: [backup('b', { now: true }), backup('c', { now: true })] }, 'c b a', 'c b'],
    ['no names and now: the next of the chosen ones', { models: picks('d c'), tried: ['Q/d'], plan: [backup('', { now: true })] }, 'c a b d', 'a b'],
    ['for a client that named a model', { request: requestOf({ asked: 'd' }), plan: [backup('c')] }, 'd c', 'c'],
    ['under every must', { plan: [use('eu', { must: true }), use('b'), backup('a c')] }, 'b c', 'c'],
  ];
  for (const [what, question, names, backups] of table) {
    it(what, () => {
      const decision = decided(question);
      assert.equal(decision.names, names);
      assert.deepEqual(decision.warnings, []);
      assert.equal(decision.backups.map((at) => candidates[at]!.model.name).join(' '), backups);
    });
  }

  it('says that a backup was chosen, and why', () => {
    assert.equal(decided({ models: picks('a'), plan: [backup('b', { now: true })] }).why, 'a backup after a failure');
    assert.equal(decided({ plan: [use('ghost'), backup('b')] }).why, 'a backup, since none of the chosen ones fits');
  });

  it('leaves out a backup that nobody has, and warns', () => {
    const decision = decided({ models: picks('a'), plan: [backup('ghost b')] });
    assert.equal(decision.names, 'a b');
    assert.match(decision.warnings.join(), /'ghost', a backup named by 'Fallback'/);
  });
});

describe('decide: when nobody is left', () => {
  function nobody(more: Partial<Question>): NonNullable<Decision['nobody']> {
    const decision = decided(more);
    assert.deepEqual(decision.order, []);
    assert.deepEqual(decision.estimates, []);
    assert.equal(decision.why, 'nobody fits');
    return decision.nobody!;
  }

  it('has no provider yet', () => {
    const decision = decide(questionOf([], { request: requestOf({ asked: 'gpt-5' }) }));
    assert.equal(decision.nobody?.kind, 'no_candidate');
    assert.match(decision.nobody!.message, /no provider yet/);
  });

  it('does not know the model that the client named, whatever else there is', () => {
    assert.deepEqual(nobody({ request: requestOf({ asked: 'gpt-99' }), models: picks('a'), plan: [backup('b')] }), {
      kind: 'unknown_model', message: 'There is no model \'gpt-99\' here. The endpoint\'s list of models has the names, and \'auto\' leaves the choice to the flow.',
    });
  });

  it('says the name of such a model in one line: it goes into logs', () => {
    const { message } = nobody({ request: requestOf({ asked: 'nobody\n28 Nov 01:00:00 - [info] forged\u001b[2J\u009b\u2028x' }) });
    assert.match(message, /^There is no model 'nobody 28 Nov 01:00:00 - \[info\] forged \[2J x' here/);
    assert.doesNotMatch(message, /[\p{Cc}\u2028]/u);
  });

  it('knows none of the names', () => {
    const { kind, message } = nobody({ plan: [use('ghost')] });
    assert.equal(kind, 'no_candidate');
    assert.match(message, /'Router' chose ghost, but no provider has it/);
    assert.match(nobody({ models: picks('ghost spirit') }).message, /The ask node's own list chose ghost, spirit, but no provider has any of them/);
  });

  it('names both routers that exclude each other', () => {
    const { kind, message } = nobody({ plan: [use('eu', { must: true, name: 'Region' }), use('a', { name: 'Tier' })] });
    assert.equal(kind, 'no_candidate');
    assert.match(message, /'Tier' chose a/);
    assert.match(message, /'Region' allows only eu/);
    assert.match(message, /untick "must"/);
  });

  it('names a must that stands against the client', () => {
    const { kind, message } = nobody({ plan: [use('eu', { must: true, name: 'Region' })], request: requestOf({ asked: 'a' }) });
    assert.equal(kind, 'no_candidate');
    assert.match(message, /The client chose a/);
    assert.match(message, /'Region' allows only eu/);
  });

  it('names a node without a name by its id', () => {
    assert.match(nobody({ plan: [use('ghost', { name: undefined })] }).message, /^Node r1 chose ghost/);
    assert.match(nobody({ plan: [use('ghost', { name: '' })] }).message, /^Node r1 chose ghost/);
  });

  it('names a must of which nobody is known', () => {
    const { message } = nobody({ plan: [use('ghost', { must: true, name: 'Region' }), use('a')] });
    assert.match(message, /'Region' allows only ghost/);
  });

  it('says that the prompt is too long', () => {
    const { kind, message } = nobody({ models: picks('a b'), request: requestOf({ tokens: { low: 2e5, estimate: 3e5, high: 4e5 } }) });
    assert.equal(kind, 'context');
    assert.match(message, /P\/a: its window of 100,000 tokens is too small for prompt and answer, P\/b/);
    assert.match(message, /larger window/);
  });

  it('says that nobody can do what is needed', () => {
    const blind = candidate('P/blind', { can: { ...candidates[0]!.model.can, images: false } });
    const needs = { ...requestOf().needs, images: true };
    const { nobody: left } = decide(questionOf([blind], { request: requestOf({ needs }) }));
    assert.equal(left?.kind, 'unsupported');
    assert.match(left!.message, /P\/blind: cannot see images/);
  });

  it('says that the budget allows nobody', () => {
    const reading = { name: 'default', spentMicros: 9, heldMicros: 0, limitMicros: 10, nearAt: 0.8, onlyUpTo: 1_000, unknownPrice: 'block' as const };
    const { kind, message } = nobody({ models: picks('d e'), budgets: [reading] });
    assert.equal(kind, 'over_budget');
    assert.match(message, /Q\/d: it costs \$50\.00 per million tokens/);
    assert.match(message, /Q\/e: its price is unknown/);
  });

  it('blames what stands in the way of those that the musts allow', () => {
    const request = requestOf({ tokens: { low: 2e5, estimate: 3e5, high: 4e5 } });
    assert.equal(nobody({ plan: [use('eu', { must: true }), use('a b c')], request }).kind, 'context');
  });

  it('tells of a long list only the first few', () => {
    const many = Array.from({ length: 50 }, (_, at) => candidate(`P/m${at}`, { window: 10 }));
    const { message } = decide(questionOf(many)).nobody!;
    assert.match(message, /and 45 more/);
    assert.ok(message.length < 700, message);
  });
});

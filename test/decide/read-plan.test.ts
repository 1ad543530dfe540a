import assert from 'node:assert/strict';
import { FailureError } from '../../src/chat/failure';
import { readPlan } from '../../src/decide/read-plan';
import { use } from '../kit/question';

describe('reading a plan', () => {
  const budget = { do: 'budget', node: 'g1', budget: 'default', limitMicros: 5e6, per: 'day', timeZone: 'UTC', who: 'everyone', unknownPrice: 'block' };

  it('takes a plan as the nodes write it, and nothing for an empty one', () => {
    assert.deepEqual(readPlan([use('gpt-5'), budget]), [use('gpt-5'), budget]);
    assert.deepEqual(readPlan(JSON.parse(JSON.stringify([budget]))), [budget]);
    for (const nothing of [undefined, null, []]) assert.deepEqual(readPlan(nothing), []);
  });

  const wrong: [value: unknown, field: string, must: RegExp][] = [
    [[use('a'), use('b'), { ...budget, limitMicros: 1.5 }], 'msg.llm.plan[2].limitMicros', /must be a whole number: remove msg\.llm or send the message through the node again\./],
    ['cheapest', 'msg.llm.plan', /must be a list/],
    [{ do: 'use' }, 'msg.llm.plan', /must be a list/],
    [[null], 'msg.llm.plan[0]', /must be an object/],
    [[{ do: 'steal' }], 'msg.llm.plan[0].do', /must be one of "use", "budget", "cache", "backup", "memory"/],
    [[{ ...use('a'), by: 'luck' }], 'msg.llm.plan[0].by', /must be one of "in order", "cheapest"/],
    [[{ ...use('a'), use: [{ name: 'a' }, {}] }], 'msg.llm.plan[0].use[1].name', /must be text/],
    [[{ ...use('a'), use: [{ name: '' }] }], 'msg.llm.plan[0].use[0].name', /must be a text whose length is at least 1/],
    [[{ ...use('a'), use: [{ name: 'a', share: -1 }] }], 'msg.llm.plan[0].use[0].share', /must be at least 0/],
    [[{ ...use('a'), must: 'yes' }], 'msg.llm.plan[0].must', /must be true or false/],
    [[{ ...budget, limitMicros: Number.NaN }], 'msg.llm.plan[0].limitMicros', /must be a (whole )?number/],
    [[{ ...budget, limitMicros: 1e300 }], 'msg.llm.plan[0].limitMicros', /must be/],
    [[{ ...budget, nearAt: 80 }], 'msg.llm.plan[0].nearAt', /must be at most 1/],
    [{ length: { valueOf: 1, toString: 1 } }, 'msg.llm.plan', /must be a list/],
    [[{ ...use('a'), node: { length: { valueOf: 1, toString: 1 } } }], 'msg.llm.plan', /must be a list of plain values/],
    [Array.from({ length: 201 }, () => use('a')), 'msg.llm.plan', /must be a list whose length is at most 200/],
  ];
  for (const [value, field, must] of wrong) {
    it(`says what is wrong with ${field}: ${must.source}`, () => {
      assert.throws(() => readPlan(value), (error: unknown) => {
        assert.ok(error instanceof FailureError);
        assert.equal(error.failure.kind, 'bad_request');
        assert.equal(error.failure.field, field);
        assert.ok(error.message.startsWith(`${field} must be `), error.message);
        assert.match(error.message, must);
        return true;
      });
    });
  }
});

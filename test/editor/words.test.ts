import assert from 'node:assert/strict';
import { condition, routerRule } from '../../nodes/kit/properties';
import { conditionInWords, ruleInWords } from '../../nodes/router/words';

const words = (settings: object): string => conditionInWords(condition.parse(settings));

describe('editor: router rules in words', () => {
  it('name what a path ends with', () => {
    assert.equal(words({ property: 'payload.metadata.tier', value: 'premium' }), 'tier == "premium"');
    assert.equal(words({ property: 'payload["my key"]', operator: 'true' }), 'my key is true');
    assert.equal(words({ source: 'flow', property: 'price', operator: 'gt', value: '3', valueType: 'num' }), 'price > 3');
  });
  it('name facts, expressions and "otherwise" as they are', () => {
    assert.equal(words({ source: 'fact', property: 'tokens', operator: 'lt', value: '100', valueType: 'num' }), 'tokens < 100');
    assert.equal(words({ source: 'fact', property: 'has images', operator: 'true' }), 'has images is true');
    assert.equal(words({ source: 'jsonata', property: '$length(payload) > 9' }), '$length(payload) > 9');
    assert.equal(words({ source: 'otherwise', property: '' }), 'otherwise');
  });
  it('say both ends of a range, the name of a type, and where a value comes from', () => {
    assert.equal(words({ operator: 'btwn', value: '1', valueType: 'num', value2: '9' }), 'payload is between 1 and 9');
    assert.equal(words({ operator: 'istype', value: 'array' }), 'payload is of type array');
    assert.equal(words({ operator: 'eq', value: 'limit', valueType: 'flow' }), 'payload == flow.limit');
  });
  it('stay short enough for a label', () => assert.ok(words({ value: 'x'.repeat(500) }).length < 60));
  it('name the models of a rule', () => {
    assert.equal(ruleInWords(routerRule.parse({ condition: { value: 'a' }, use: [{ name: 'best' }, { name: 'small' }] })), 'payload == "a": best, small');
    assert.equal(ruleInWords(routerRule.parse({ condition: { source: 'otherwise' } })), 'otherwise');
  });
});

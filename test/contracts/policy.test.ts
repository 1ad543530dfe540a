import assert from 'node:assert/strict';
import { chooseBy } from '../../src/decide/plan';
import { choosing, rules } from '../../src/decide/policies';
import { policyContract } from './policy.contract';

for (const rule of rules) policyContract(rule, rule.whenNobody === undefined ? ['avoid', 'tier'] : ['reject', 'avoid']);
for (const policy of Object.values(choosing)) policyContract(policy, ['tier', 'score']);

describe('the registry of policies', () => {
  it('has every way to choose under its own name, with a label', () => {
    for (const name of chooseBy.options) {
      assert.equal(choosing[name].id, name);
      assert.match(choosing[name].label, /^[A-Z]/);
    }
  });

  it('has words for why the first was chosen, whatever was said of it', () => {
    for (const policy of Object.values(choosing)) {
      for (const code of [undefined, ...Object.keys(policy.because)]) assert.match(policy.why(code, 3), /^[a-z].*[a-z0-9]$/);
    }
  });

  it('gives no two policies one id', () => {
    const ids = [...rules, ...Object.values(choosing)].map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });
});

import assert from 'node:assert/strict';
import { helper, load, withHelper } from '../kit/node-helper';

describe('store', () => {
  withHelper();

  it('shows a red ring on a second one, and says what to do', async () => {
    await load([{ id: 'store1', type: 'switchyard-store', kind: 'memory' }, { id: 'store2', type: 'switchyard-store', kind: 'memory' }]);
    const calls = (method: 'status' | 'error'): unknown[][] => (helper.getNode('store2')[method] as unknown as { args: unknown[][] }).args;
    assert.deepEqual(calls('status'), [[{ fill: 'red', shape: 'ring', text: 'second store' }]]);
    assert.match(String(calls('error')[0]?.[0]), /more than one store, .* delete the others/);
  });
});

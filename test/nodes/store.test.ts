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

  it('takes the ring away once a deploy has taken the first one away', async () => {
    const [tab, first, second] = [{ id: 'tab', type: 'tab', label: 'tab' }, { id: 'store1', type: 'switchyard-store', z: 'tab', kind: 'memory' }, { id: 'store2', type: 'switchyard-store', z: 'tab', kind: 'memory' }];
    await load([first, second]);
    const there = helper.getNode('store2');
    await helper.setFlows([tab, second], 'nodes');
    assert.equal(helper.getNode('store2'), there, 'it was not touched');
    const shown = (id: string): unknown => {
      const { args, thisValues } = helper.getNode(id).status as unknown as { args: unknown[][]; thisValues: { id: string }[] };
      return args[thisValues.findLastIndex((node) => node.id === id)]?.[0];
    };
    assert.deepEqual(shown('store2'), {});
    await helper.setFlows([tab, second, first], 'nodes');
    assert.deepEqual([shown('store1'), shown('store2')], [{ fill: 'red', shape: 'ring', text: 'second store' }, {}], 'the one that stayed counts');
  });
});

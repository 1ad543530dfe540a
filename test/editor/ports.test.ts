import assert from 'node:assert/strict';
import { outcomesOf, portsWhenSwitched } from '../../nodes/ask/outcomes';
import { portMap } from '../../nodes/kit/editor/ports';

describe('editor: outputs and their wires', () => {
  it('stay where nothing changes', () => assert.deepEqual(portMap(2, [0, 1]), { 0: 0, 1: 1 }));
  it('follow a rule that is dragged', () => assert.deepEqual(portMap(3, [2, 0, 1]), { 0: 1, 1: 2, 2: 0 }));
  it('are gone with a rule that is removed', () => assert.deepEqual(portMap(3, [0, 2]), { 0: 0, 1: -1, 2: 1 }));
  it('are new for a new rule, under names that are no numbers', () => assert.deepEqual(portMap(1, [undefined, 0]), { 0: 1, new0: 0 }));
  it('shrink to one', () => assert.deepEqual(portMap(3, [1]), { 0: -1, 1: 0, 2: -1 }));
  it('do not keep a place that was never an output', () => assert.deepEqual(portMap(1, [0, 4]), { 0: 0, new1: 1 }));

  it('of an ask keep what they stand for, when each outcome gets its own', () => {
    const more = portsWhenSwitched(outcomesOf(2), 5);
    assert.deepEqual(portMap(2, more), { 0: 0, 1: 4, new1: 1, new2: 2, new3: 3 });
    const fewer = portsWhenSwitched(outcomesOf(5), 2);
    assert.deepEqual(portMap(5, fewer), { 0: 0, 1: -1, 2: -1, 3: -1, 4: 1 });
  });
});

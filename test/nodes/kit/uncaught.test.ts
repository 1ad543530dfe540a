import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import type { FlowNode } from '../../../nodes/kit/message';
import { mayBeCaught } from '../../../nodes/kit/uncaught';

describe('whether a Catch node may take an error', () => {
  const caught = (node: object, ...others: object[]): boolean => {
    const RED = { nodes: { eachNode: (look: (node: object) => void) => { for (const one of others) look(one); } } } as unknown as NodeAPI;
    return mayBeCaught(RED, node as FlowNode);
  };
  const ask = { id: 'ask', z: 'tab' };

  it('counts only those of the same tab that look at this node', () => {
    assert.equal(caught(ask, { type: 'catch', z: 'tab', scope: null }), true);
    assert.equal(caught(ask, { type: 'catch', z: 'tab' }), true);
    assert.equal(caught(ask, { type: 'catch', z: 'tab', scope: ['ask'] }), true);
    assert.equal(caught(ask, { type: 'catch', z: 'tab', scope: 'group' }), true);
    assert.equal(caught(ask, { type: 'catch', z: 'tab', scope: ['other'] }), false);
    assert.equal(caught(ask, { type: 'catch', z: 'tab', scope: null, d: true }), false);
    assert.equal(caught(ask, { type: 'catch', z: 'another tab', scope: null }), false);
    assert.equal(caught(ask, { type: 'debug', z: 'tab' }), false);
  });

  it('counts one for a group only where the node is in that group, or in one within it', () => {
    const own = { type: 'catch', z: 'tab', g: 'outer', scope: 'group' };
    const groups = [{ id: 'outer', type: 'group', z: 'tab' }, { id: 'inner', type: 'group', z: 'tab', g: 'outer' }, { id: 'other', type: 'group', z: 'tab' }];
    assert.equal(caught(ask, own, ...groups), false);
    assert.equal(caught({ ...ask, g: 'other' }, own, ...groups), false);
    assert.equal(caught({ ...ask, g: 'outer' }, own, ...groups), true);
    assert.equal(caught({ ...ask, g: 'inner' }, own, ...groups), true);
    assert.equal(caught(ask, { ...own, scope: null }, ...groups), true);
    assert.equal(caught({ ...ask, g: 'other' }, { ...own, scope: ['ask'] }, ...groups), true);
  });

  it('takes any around a node in a subflow, whose errors go on to the flow around it, and any in a subflow', () => {
    const inSubflow = { id: 'instance-ask', z: 'instance', _alias: 'ask', _path: 'tab/instance/instance-ask' };
    assert.equal(caught(inSubflow, { type: 'catch', z: 'tab', scope: ['instance'] }), true);
    assert.equal(caught(inSubflow, { type: 'catch', z: 'template' }, { id: 'template', type: 'subflow' }), true);
    assert.equal(caught(inSubflow, { type: 'catch', z: 'another' }, { id: 'template', type: 'subflow' }), false);
    assert.equal(caught(inSubflow), false);
  });
});

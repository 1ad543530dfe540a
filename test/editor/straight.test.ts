import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { pathOf, type Canvas, type Path } from '../../nodes/kit/editor/straight';
import type { FlowNode } from '../../nodes/kit/message';
import { straightReply } from '../../nodes/kit/straight';

/** Nodes by name: type, and where each output leads. */
type Drawing = Record<string, [type: string, ...wires: string[][]]>;

const wireTypes = ['junction', 'link in', 'link out', 'subflow:one'];

function canvasOf(drawing: Drawing): Canvas {
  return {
    after({ id, inside }, port) {
      const [, ...wires] = drawing[id] ?? ['nothing'];
      return (port === undefined ? wires.flat() : wires[port] ?? []).map((next) => ({ id: next, inside }));
    },
    kind({ id }) {
      const type = drawing[id]?.[0] ?? '';
      if (type === 'switchyard-reply') return 'reply';
      if (type === 'http response') return 'response';
      return wireTypes.includes(type) ? 'wire' : 'node';
    },
  };
}

/** The same drawing as the runtime has it. */
function runtimeStreams(drawing: Drawing): boolean {
  const nodes = Object.entries(drawing).map(([id, [type, ...wires]]) => ({ id, type, wires }) as unknown as FlowNode);
  const getNode = (id: string): FlowNode | null => nodes.find((node) => node.id === id) ?? null;
  const ask = getNode('ask');
  assert.ok(ask);
  return straightReply({ nodes: { getNode } } as unknown as NodeAPI, ask) !== undefined;
}

const reply: [string, ...string[][]] = ['switchyard-reply', []];
const cases: [title: string, drawing: Drawing, path: Path['path']][] = [
  ['straight to a reply', { ask: ['switchyard-ask', ['reply'], []], reply }, 'straight'],
  ['through junctions, links and the edge of a subflow', {
    ask: ['switchyard-ask', ['junction'], []], junction: ['junction', ['out']], out: ['link out', ['in']], in: ['link in', ['edge']], edge: ['subflow:one', ['reply']], reply,
  }, 'straight'],
  ['further wires to nodes that lead nowhere', { ask: ['switchyard-ask', ['reply', 'debug'], []], debug: ['debug'], reply }, 'straight'],
  ['a second output that goes to the same reply', { ask: ['switchyard-ask', ['reply'], ['reply']], reply }, 'straight'],
  ['a node in between', { ask: ['switchyard-ask', ['function'], []], function: ['function', ['reply']], reply }, 'between'],
  ['a node in between, several nodes before the reply', {
    ask: ['switchyard-ask', ['function'], []], function: ['function', ['switch']], switch: ['switch', [], ['reply']], reply,
  }, 'between'],
  ['to the reply, and a second time by another node', { ask: ['switchyard-ask', ['reply', 'function'], []], function: ['function', ['reply']], reply }, 'around'],
  ['two replies', { ask: ['switchyard-ask', ['reply', 'other'], []], other: reply, reply }, 'two replies'],
  ['a reply and an http response', { ask: ['switchyard-ask', ['reply', 'response'], []], response: ['http response'], reply }, 'two replies'],
  ['only an http response', { ask: ['switchyard-ask', ['response'], []], response: ['http response'] }, 'response'],
  ['nothing behind it', { ask: ['switchyard-ask', [], []] }, 'no reply'],
  ['only the failed output has a reply', { ask: ['switchyard-ask', ['debug'], ['reply']], debug: ['debug'], reply }, 'no reply'],
  ['a loop of wires without an end', { ask: ['switchyard-ask', ['one'], []], one: ['junction', ['two']], two: ['junction', ['one']] }, 'no reply'],
  ['a loop back into the ask', { ask: ['switchyard-ask', ['reply', 'check'], []], check: ['switch', ['ask']], reply }, 'around'],
];

describe('editor: does the answer stream?', () => {
  for (const [title, drawing, path] of cases) {
    it(`${title}: ${path}`, () => assert.equal(pathOf(canvasOf(drawing), { id: 'ask', inside: [] }).path, path));
    it(`${title}: the runtime does what the dialog says`, () => assert.equal(runtimeStreams(drawing), path === 'straight'));
  }

  it('names the node that stands in between', () => {
    const drawing: Drawing = { ask: ['switchyard-ask', ['debug', 'function'], []], debug: ['debug'], function: ['function', ['reply']], reply };
    const path = pathOf(canvasOf(drawing), { id: 'ask', inside: [] });
    assert.deepEqual(path, { path: 'between', node: { id: 'function', inside: [] } });
  });
});

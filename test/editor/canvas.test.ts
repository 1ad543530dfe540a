import assert from 'node:assert/strict';
import { buildSync } from 'esbuild';
import { createContext, runInContext } from 'node:vm';
import { at } from '../packaging/package-files';

interface Drawn { id: string; type: string; z?: string; links?: string[]; d?: boolean; direction?: string; i?: number }
interface Subflow { id: string; in: Drawn[]; out: Drawn[]; instances: Drawn[] }

/** The editor's own reading of its canvas, against as much of the editor as it asks. */
function pathIn(nodes: Drawn[], wires: [from: string, port: number, to: string][], subflows: Subflow[] = []): string {
  const ends = [...nodes, ...subflows.flatMap((subflow) => [...subflow.in, ...subflow.out])];
  const find = (id: string): Drawn | undefined => ends.find((end) => end.id === id);
  const RED = {
    nodes: {
      node: (id: string) => nodes.find((node) => node.id === id) ?? null,
      subflow: (id: string) => subflows.find((subflow) => subflow.id === id),
      filterLinks: ({ source, sourcePort }: { source: { id: string }; sourcePort?: number }) => wires
        .filter(([from, port]) => from === source.id && (sourcePort === undefined || port === sourcePort))
        .map(([from, port, to]) => ({ source: find(from), sourcePort: port, target: find(to) ?? { id: to, type: 'junction' } })),
    },
  };
  const { outputFiles } = buildSync({ entryPoints: [at('nodes', 'kit', 'editor', 'canvas.ts')], bundle: true, write: false, format: 'iife', globalName: 'canvas' });
  const context = createContext({ RED });
  runInContext(outputFiles[0]?.text ?? '', context);
  return runInContext('canvas.pathOfAsk', context)(find('ask')).path as string;
}

const ask: Drawn = { id: 'ask', type: 'switchyard-ask', z: 'flow' };
const reply: Drawn = { id: 'reply', type: 'switchyard-reply', z: 'flow' };

describe('editor: the drawn canvas', () => {
  it('streams through a junction, which is no node for the editor', () => {
    assert.equal(pathIn([ask, reply], [['ask', 0, 'junction'], ['junction', 0, 'reply']]), 'straight');
  });
  it('streams through links', () => {
    const out: Drawn = { id: 'out', type: 'link out', links: ['in'] };
    const into: Drawn = { id: 'in', type: 'link in', links: ['out'] };
    assert.equal(pathIn([ask, out, into, reply], [['ask', 0, 'out'], ['in', 0, 'reply']]), 'straight');
  });
  it('does not stream to a reply that is disabled', () => {
    assert.equal(pathIn([ask, { ...reply, d: true }], [['ask', 0, 'reply']]), 'no reply');
  });
  it('streams into a subflow that holds the reply', () => {
    const instance: Drawn = { id: 'instance', type: 'subflow:s' };
    const subflow: Subflow = { id: 's', in: [{ id: 's-in', type: 'subflow', direction: 'in' }], out: [], instances: [instance] };
    assert.equal(pathIn([ask, instance, { ...reply, z: 's' }], [['ask', 0, 'instance'], ['s-in', 0, 'reply']], [subflow]), 'straight');
  });

  describe('an ask in a subflow', () => {
    const inside = { ...ask, z: 's' };
    const instances: Drawn[] = [{ id: 'one', type: 'subflow:s', z: 'flow' }, { id: 'two', type: 'subflow:s', z: 'flow' }];
    const subflow: Subflow = { id: 's', in: [], out: [{ id: 's-out', type: 'subflow', direction: 'out', i: 0 }], instances };
    const other: Drawn = { ...reply, id: 'other' };
    const nodes = [inside, ...instances, reply, other];

    it('streams out of it, each instance to its own reply', () => {
      assert.equal(pathIn(nodes, [['ask', 0, 's-out'], ['one', 0, 'reply'], ['two', 0, 'other']], [subflow]), 'straight');
    });
    it('is said to wait where one of its instances does', () => {
      const between: Drawn = { id: 'function', type: 'function', z: 'flow' };
      assert.equal(pathIn([...nodes, between], [['ask', 0, 's-out'], ['one', 0, 'reply'], ['two', 0, 'function'], ['function', 0, 'other']], [subflow]), 'between');
    });
  });
});

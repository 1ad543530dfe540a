import assert from 'node:assert/strict';
import { properties } from '../../nodes/kit/properties';
import { example, exampleNames, type FlowNode } from './package-files';

/** Without these fields an inject node counts as invalid, and Deploy asks whether that is meant. */
const injectFields = ['props', 'repeat', 'crontab', 'once', 'onceDelay', 'topic', 'payload', 'payloadType'];
const coreTypes = ['tab', 'comment', 'inject', 'debug', 'change', 'join', 'function', 'template', 'http in', 'http response'];
const place = ['id', 'type', 'z', 'x', 'y', 'wires'];

const isOurs = (node: FlowNode): boolean => node.type in properties;

describe('packaging: examples', () => {
  for (const name of exampleNames) {
    describe(name, () => {
      const nodes = example(name);
      const ids = nodes.map(({ id }) => id);

      it('is one flow, with a comment that says how to try it', () => {
        assert.equal(nodes.filter(({ type }) => type === 'tab').length, 1);
        const comments = nodes.filter(({ type }) => type === 'comment');
        assert.ok(comments.length > 0 && comments.every(({ name: title, info }) => title !== '' && String(info).length > 40));
      });
      it('needs no other package', () => {
        for (const { type } of nodes) assert.ok(type in properties || coreTypes.includes(type), type);
      });
      it('has wires that end at its own nodes', () => {
        assert.equal(new Set(ids).size, ids.length);
        for (const { wires = [] } of nodes) for (const id of wires.flat()) assert.ok(ids.includes(id));
      });
      it('has inject nodes with all their fields', () => {
        for (const node of nodes.filter(({ type }) => type === 'inject')) {
          for (const field of injectFields) assert.ok(field in node, field);
          for (const prop of node.props as { p: string; vt?: string }[]) assert.ok(prop.p === 'payload' || prop.vt, prop.p);
        }
      });
      it('has our nodes with all their properties, and no others', () => {
        for (const node of nodes.filter(isOurs)) {
          const schema = properties[node.type as keyof typeof properties];
          const saved = Object.keys(node).filter((key) => !place.includes(key));
          assert.deepEqual(saved.sort(), Object.keys(schema.parse({})).sort(), node.type);
          assert.ok(schema.safeParse(node).success, `${node.type} ${String(node.name)}`);
        }
      });
      it('has a wire list for each output', () => {
        for (const node of nodes.filter(isOurs)) {
          const outputs = ['switchyard-cost-guard', 'switchyard-fallback'].includes(node.type) ? 2 : Number(node.outputs ?? 1);
          assert.equal(node.wires?.length, outputs, node.type);
        }
      });
      it('holds no secret, and no provider: any that is there will do', () => {
        assert.ok(nodes.every((node) => !('credentials' in node) && node.type !== 'switchyard-provider'));
        assert.doesNotMatch(JSON.stringify(nodes), /\bsk-[\w-]{8,}/);
      });
    });
  }

  it('may all be imported together', () => {
    const all = exampleNames.flatMap(example);
    assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
    const doors = all.flatMap((node) => (node.type === 'http in' ? [`${String(node.method)} ${String(node.url)}`] : node.type === 'switchyard-endpoint' ? [String(node.path)] : []));
    assert.equal(new Set(doors).size, doors.length);
  });
  it('begin with http in at least three times', () => {
    assert.ok(exampleNames.filter((name) => example(name).some(({ type }) => type === 'http in')).length >= 3);
  });
});

import { pathOf, type Canvas, type Path, type Place } from './straight';

const linksOf = (end: WireEnd | EditorNode | null | undefined): string[] => (end as WireEnd | undefined)?.links ?? [];
const subflowOf = (type: string): SubflowDefinition | undefined =>
  (type.startsWith('subflow:') ? RED.nodes.subflow(type.slice('subflow:'.length)) : undefined);

/** Where a wire ends. A port at a subflow's edge is left at once: into the instance's surroundings. */
function arrive(end: WireEnd, inside: readonly string[]): Place[] {
  if (end.type !== 'subflow') return [{ id: end.id, inside }];
  const instance = inside[inside.length - 1];
  return instance === undefined ? [] : wires(instance, inside.slice(0, -1), end.i ?? 0);
}

function wires(id: string, inside: readonly string[], port?: number): Place[] {
  return RED.nodes.filterLinks({ source: { id }, ...(port === undefined ? {} : { sourcePort: port }) })
    .flatMap((link) => arrive(link.target, inside));
}

/** The wires that are drawn, read from the editor: deployed or not. */
const drawn: Canvas = {
  after({ id, inside }, port) {
    const node = RED.nodes.node(id);
    if (node?.d) return [];
    const inner = node && subflowOf(node.type);
    if (node && inner) return inner.in.flatMap((end) => wires(end.id, [...inside, node.id]));
    const links = linksOf(node).map((link) => ({ id: link, inside }));
    return node?.type === 'link in' ? wires(id, inside, port) : [...wires(id, inside, port), ...links];
  },
  kind({ id }) {
    const node = RED.nodes.node(id);
    if (!node || node.d) return 'wire';
    if (node.type === 'switchyard-reply') return 'reply';
    if (node.type === 'http response') return 'response';
    return ['link in', 'link out'].includes(node.type) || node.type.startsWith('subflow:') ? 'wire' : 'node';
  },
};

/** Every place where a node stands: once, or once for each instance of the subflow that it is drawn in. */
function placesOf(node: { id: string; z: string }): Place[] {
  const subflow = RED.nodes.subflow(node.z);
  if (!subflow) return [{ id: node.id, inside: [] }];
  return subflow.instances.flatMap((instance) => placesOf(instance).map((outer) => ({ id: node.id, inside: [...outer.inside, outer.id] })));
}

/** What the wires say of an ask's answer. In a subflow with several instances the first that does not stream decides. */
export function pathOfAsk(ask: EditorNode): Path {
  const paths = placesOf(ask).map((place) => pathOf(drawn, place));
  return paths.find(({ path }) => path !== 'straight') ?? paths[0] ?? { path: 'no reply' };
}

/** A node's name on the canvas. */
export function labelOf(id: string): string {
  const node = RED.nodes.node(id);
  return node ? RED.utils.getNodeLabel(node, node.type) : id;
}

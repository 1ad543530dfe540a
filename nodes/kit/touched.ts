import type { NodeAPI } from 'node-red';
import type { FlowNode } from './message';

type Lists = Record<'added' | 'changed' | 'removed' | 'rewired' | 'linked' | 'flowChanged', readonly string[]>;

/** What Node-RED tells of a deploy as it begins. */
export interface Deploy { type?: string; diff?: Partial<Lists> | null }

/** What the typings do not name: the ids of the tab, of the subflows around a node, and its own. */
type Placed = FlowNode & { _path?: string };

/** Node-RED does not follow these from one to the next as it does wires, and they may lead anywhere. */
const links = new Set(['link in', 'link out', 'link call']);

/**
 * The nodes whose messages may meet what a deploy makes anew: Node-RED lists what changes and all that is wired to that, however far.
 * To be called before the first of them closes. Undefined: all nodes.
 */
export function touchedBy({ nodes }: NodeAPI, { type, diff }: Deploy = {}): ReadonlySet<string> | undefined {
  // A tab with other variables is made anew as a whole, and its nodes are not listed.
  if (!diff || type === 'full' || (diff.flowChanged?.length ?? 0) > 0) return undefined;
  const touched = new Set<string>();
  for (const id of [diff.added, diff.changed, diff.removed, diff.rewired, diff.linked].flatMap((list) => list ?? [])) {
    const node = nodes.getNode(id);
    // A tab is listed for any of its nodes, and is none itself.
    if (!node) continue;
    if (links.has(node.type)) return undefined;
    touched.add(id);
    // It takes the errors of the whole tab, without a wire.
    if (node.type === 'catch' && node.z) touched.add(node.z);
  }
  return touched;
}

/** Whether a node is one of these, or stands in a subflow or on a tab that is. */
export function isAmong(touched: ReadonlySet<string>, node: FlowNode): boolean {
  const { _path: path } = node as Placed;
  return touched.has(node.id) || (path?.split('/').some((id) => touched.has(id)) ?? false);
}

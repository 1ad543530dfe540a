import type { NodeAPI } from 'node-red';
import { failureOf } from './errors';
import { hostOf } from './host';
import type { FlowNode, Message } from './message';

/** After an error that no Catch node can take nobody answers the client any more: it is told at once, and need not wait for its 504. */
export function tellUncaught(RED: NodeAPI, node: FlowNode, msg: Message, problem: unknown): void {
  if (!mayBeCaught(RED, node)) hostOf(RED).tickets.of(msg)?.refuse(failureOf(problem));
}

/** A Catch node or a group as the editor saves it. Without a list of ids, a Catch node's scope is its whole flow, or its group. */
interface Saved { id: string; type: string; d?: boolean; z?: string; g?: string; scope?: unknown }

/**
 * True where a Catch node may take this node's errors. What leaves a subflow may be caught in a flow around it: there any on its tab will do,
 * and any in a subflow, since it may be in this one.
 */
export function mayBeCaught(RED: NodeAPI, { id, z, g, _alias: alias, _path: path }: FlowNode & { g?: string; _alias?: string; _path?: string }): boolean {
  const around = new Set(path?.split('/'));
  const catches: Saved[] = [];
  const groups = new Map<string, string | undefined>();
  RED.nodes.eachNode((other) => {
    const saved = other as Saved;
    if (saved.type === 'group') groups.set(saved.id, saved.g);
    else if (saved.type === 'subflow') around.add(saved.id);
    else if (saved.type === 'catch' && !saved.d) catches.push(saved);
  });
  const isWithin = (group: string): boolean => {
    for (let outer = g; outer; outer = groups.get(outer)) if (outer === group) return true;
    return false;
  };
  const looksHere = ({ scope, g: group }: Saved): boolean => (Array.isArray(scope) ? scope.includes(id) : scope !== 'group' || !group || isWithin(group));
  return catches.some((one) => (alias === undefined ? one.z === z && looksHere(one) : one.z !== undefined && around.has(one.z)));
}

import type { NodeAPI } from 'node-red';
import type { FlowNode } from './message';

/** Nodes that only pass messages on. Node-RED rewrites the wires at a subflow's edge for each instance. */
const isTransparent = ({ type }: FlowNode): boolean => type === 'junction' || type === 'link out' || type === 'link in' || type.startsWith('subflow:');
const writesToClients = ({ type }: FlowNode): boolean => type === 'switchyard-reply' || type === 'http response';

/**
 * The reply that an ask's output 1 is wired straight to, or undefined: then the answer waits until it is whole.
 * Straight means one reply and nothing but junctions, links and subflow edges before it; wires to other nodes do not
 * matter, unless they lead to a reply as well. A `link out` that returns to its caller has no wires: not straight.
 */
export function straightReply(RED: NodeAPI, ask: FlowNode): FlowNode | undefined {
  const node = (id: string): FlowNode | null => RED.nodes.getNode(id) as FlowNode | null;
  const seen = new Set<string>();
  const straight = new Set<FlowNode>();
  const others: FlowNode[] = [];
  const follow = (ids: readonly string[]): void => {
    for (const id of ids) {
      const next = node(id);
      if (!next || seen.has(id)) continue;
      seen.add(id);
      if (writesToClients(next)) straight.add(next);
      else if (isTransparent(next)) follow(next.wires?.flat() ?? []);
      else others.push(next);
    }
  };
  follow(ask.wires?.[0] ?? []);
  const [reply, second] = straight;
  if (!reply || second || reply.type !== 'switchyard-reply') return undefined;
  return others.some((other) => reachesClient(node, other)) ? undefined : reply;
}

/** True where a message from this node can come to a reply, whatever lies between. */
function reachesClient(node: (id: string) => FlowNode | null, start: FlowNode): boolean {
  for (const next of behind(node, start)) if (writesToClients(next)) return true;
  return false;
}

/** All nodes that a message from this one can come to along the wires, each once. */
export function* behind(node: (id: string) => FlowNode | null, start: FlowNode): Generator<FlowNode> {
  const seen = new Set<string>([start.id]);
  const open = [start];
  for (let at = open.pop(); at; at = open.pop()) {
    for (const id of at.wires?.flat() ?? []) {
      const next = seen.has(id) ? null : node(id);
      if (!next) continue;
      yield next;
      seen.add(id);
      open.push(next);
    }
  }
}

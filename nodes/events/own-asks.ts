import type { NodeAPI } from 'node-red';
import { safely } from '../kit/guard-input';
import type { Host } from '../kit/host';
import type { FlowNode } from '../kit/message';
import { behind } from '../kit/straight';

/** An events node, and whether it is told of the ask with this id. */
export interface Listener { node: FlowNode; hears(ask: string): boolean }

/**
 * The asks that an events node's own messages can come to. Told of them it would ask again because it has asked: for ever, and each
 * time for money. The wires are looked at once for each start of the flows; the node shows where they lead back.
 */
export function ownAsks(RED: NodeAPI, host: Host, listener: Listener, all: ReadonlySet<Listener>): { has(ask: string): boolean; stop(): void } {
  const { node } = listener;
  let own: Set<string> | undefined;
  let shown = false;
  const look = (): Set<string> => own = reachedBy(RED, listener, all);
  const stop = host.onStarted(() => safely(node, () => {
    const leadsBack = [...look()].some((ask) => listener.hears(ask));
    if (leadsBack !== shown) node.status(leadsBack ? { fill: 'yellow', shape: 'ring', text: 'leads back to its own ask' } : {});
    shown = leadsBack;
  }));
  return { has: (ask) => (own ?? look()).has(ask), stop };
}

/** Also by way of other events nodes: two that each ask because the other has asked are a circle, too. */
function reachedBy(RED: NodeAPI, from: Listener, all: ReadonlySet<Listener>): Set<string> {
  const found = new Set<string>();
  const starts = new Set([from]);
  for (const { node } of starts) {
    for (const { id, type } of behind((next) => RED.nodes.getNode(next) as FlowNode | null, node)) {
      if (type !== 'switchyard-ask') continue;
      found.add(id);
      for (const other of all) if (other.hears(id)) starts.add(other);
    }
  }
  return found;
}

import { safely } from '../kit/guard-input';
import type { Host } from '../kit/host';
import type { FlowNode } from '../kit/message';

/**
 * A path belongs to the first endpoint that asks for it, until that closes: another one's keys and rules must never take the place of its own.
 * Calls `mine` once it is this node's: at once, or after a deploy that took the other one away; until then `taken` has been told whose it is.
 * Express knows no capitals in a path.
 */
export function claimPath(host: Host, node: FlowNode, kind: 'door' | 'chat page', path: string, { mine, taken }: { mine(): void; taken(owner: FlowNode): void }): void {
  const key = `${kind} ${path.toLowerCase()}`;
  const { claimed } = host;
  const claim = (): FlowNode | undefined => {
    const owner = claimed.get(key);
    if (owner && owner.id !== node.id) return owner;
    claimed.set(key, node);
    // In a deploy the next node of the same id may have it by then.
    node.on('close', () => { if (claimed.get(key) === node) claimed.delete(key); });
    return undefined;
  };
  const owner = claim();
  if (!owner) return mine();
  taken(owner);
  const stop = host.onStarted(() => safely(node, () => {
    if (claim()) return;
    stop();
    mine();
  }));
  node.on('close', stop);
}

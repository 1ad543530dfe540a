import type { NodeAPI } from 'node-red';
import { failureOf } from './errors';
import { hostOf } from './host';
import type { FlowNode, Message } from './message';

/** After an error that no Catch node can take nobody answers the client any more: it is told at once, and need not wait for its 504. */
export function tellUncaught(RED: NodeAPI, node: FlowNode, msg: Message, problem: unknown): void {
  if (!mayBeCaught(RED, node)) hostOf(RED).tickets.of(msg)?.refuse(failureOf(problem));
}

/** A Catch node as the editor saves it. Without a list of ids, its scope is its whole flow, or its group. */
interface Catch { type: string; d?: boolean; z?: string; scope?: unknown }

/**
 * True where a Catch node may take this node's errors. What leaves a subflow may be caught in the flow around it, so there
 * any will do; better a client that waits for its 504 than one that is told before the flow could answer it.
 */
export function mayBeCaught(RED: NodeAPI, { id, z, _alias: alias }: FlowNode & { _alias?: string }): boolean {
  let caught = false;
  RED.nodes.eachNode((other) => {
    const { type, d: disabled, z: flow, scope } = other as Catch;
    if (type !== 'catch' || disabled) return;
    caught ||= alias !== undefined || flow === z && (!Array.isArray(scope) || scope.includes(id));
  });
  return caught;
}

import type { NodeAPI } from 'node-red';
import { failureOf } from './errors';
import { hostOf } from './host';
import type { Message } from './message';

/** After an error that no Catch node can take nobody answers the client any more: it is told at once, and need not wait for its 504. */
export function tellUncaught(RED: NodeAPI, msg: Message, problem: unknown): void {
  let caught = false;
  RED.nodes.eachNode((node) => { caught ||= node.type === 'catch' && !(node as { d?: boolean }).d; });
  if (!caught) hostOf(RED).tickets.of(msg)?.refuse(failureOf(problem));
}

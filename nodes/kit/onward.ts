import type { NodeAPI } from 'node-red';
import { failure } from '../../src/chat/failure';
import { errorOf } from './errors';
import { hostOf, type Host } from './host';
import { logSafely } from './log';
import { called, type FlowNode, type Message } from './message';

/**
 * A node's messages on their way through a deploy. Node-RED drops what comes to a node that it has closed and to one that it has
 * not made yet, and the wires of a node from before lead nowhere: so a message whose flow is touched waits for the start, and goes on
 * from the node that has the id then.
 */
export class Onward {
  /** A deploy has closed the node: what comes to it is for the next one. */
  closed = false;
  private readonly host: Host;

  constructor(private readonly RED: NodeAPI, private readonly node: FlowNode) {
    this.host = hostOf(RED);
    node.on('close', () => { this.closed = true; });
  }

  /** Nothing to wait for: the node may send. */
  get clear(): boolean { return !this.closed && !this.host.restarts.touches(this.node); }

  /** The message and the node that has the id, once flows run. */
  with(msg: Message, work: (current: FlowNode) => void): void {
    // Nothing may escape from here, not from the node's own error either: an unhandled rejection would end the process.
    this.follow(msg, work).catch((problem: unknown) => logSafely(() => this.RED.log.error(`LLM routing: ${called(this.node)}: ${errorOf(problem).message}`)));
  }

  private async follow(msg: Message, work: (current: FlowNode) => void): Promise<void> {
    const { RED, node, host } = this;
    await host.restarts.wait();
    const current = RED.nodes.getNode(node.id) as FlowNode | null;
    if (current) work(current);
    else dropped(RED, host, node, msg);
  }
}

/** The node was removed while its message was under way: nobody is left to send it on, and its client is told. */
export function dropped(RED: NodeAPI, host: Host, node: FlowNode, msg: Message): void {
  if (!host.stopping) logSafely(() => RED.log.warn(`LLM routing: a message of ${called(node)} was dropped, as the node was removed meanwhile.`));
  host.tickets.of(msg)?.refuse(failure('unanswered', 'The flow was changed before the answer came.'));
}

import type { NodeAPI } from 'node-red';
import { errorOf } from './errors';
import { logSafely } from './log';
import type { FlowNode, Message } from './message';
import { Onward } from './onward';
import { tellUncaught } from './uncaught';

export type Send = (msg: Message | (Message | null | Message[])[]) => void;
/** Handles one message: returning means `done()`, throwing means `done(err)`. It never calls `done` itself. */
export type Handle = (msg: Message, send: Send) => void | Promise<void>;

/**
 * The only way in which our nodes take input. An unhandled rejection or an asynchronous throw would end the whole
 * Node-RED process, so nothing may escape from here. A handler that returns no promise is done in the same turn. What comes in the midst of
 * a deploy, or is sent then, goes on from the node that has the id after it. With `looksAtWires` the handler wants to know where its wires
 * lead: what a deploy touches waits for it.
 */
export function onInput(RED: NodeAPI, node: FlowNode, handle: Handle, looksAtWires = false): void {
  const onward = new Onward(RED, node);
  // Node-RED takes the listeners of a closed node away, and with them what is on its way to it.
  node.on('close', () => { node.removeAllListeners = () => node; });
  node.on('input', (message, send, done) => {
    const msg = message as Message;
    if (onward.closed || looksAtWires && !onward.clear) return onward.with(msg, (current) => current.receive(msg));
    const sendOn: Send = (msgs) => {
      if (onward.clear) (send as Send)(msgs);
      else onward.with(msg, (current) => current.send(msgs as Message));
    };
    const succeed = (): void => safely(node, () => done());
    const fail = (problem: unknown): void => {
      safely(node, () => done(errorOf(problem)));
      safely(node, () => tellUncaught(RED, node, msg, problem));
    };
    try {
      const result = handle(msg, sendOn);
      if (result) result.then(succeed, fail);
      else succeed();
    } catch (problem) {
      fail(problem);
    }
  });
}

/** Runs what must never throw: what it throws is logged instead. For timers, listeners and event callbacks. */
export function safely(node: FlowNode, work: () => void): void {
  try { work(); } catch (problem) { logSafely(() => node.error(errorOf(problem))); }
}

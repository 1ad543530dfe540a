import type { Node, NodeAPI } from 'node-red';
import { jsonata } from './jsonata';
import type { Message } from './message';

/**
 * A typed value, as Node-RED's dialogs save them; a promise only where it must be waited for. What is not there is undefined, as
 * in the Switch node; a JSONata expression that is wrong rejects with LLM_BAD_REQUEST, as it can never be right.
 */
export function evaluate(RED: NodeAPI, node: Node, value: string, type: string, msg: Message, inRule = false): unknown {
  if (type === 'str') return value;
  if (type === 'jsonata') return jsonata(RED, node, value, msg, inRule);
  try {
    if (type === 'flow' || type === 'global') return context(RED, node, value, type, msg).catch(() => undefined);
    return type === 'msg' ? property(RED, msg, value) : RED.util.evaluateNodeProperty(value, type, node, msg) as unknown;
  } catch {
    return undefined;
  }
}

function context(RED: NodeAPI, node: Node, value: string, type: string, msg: Message): Promise<unknown> {
  return new Promise((resolve, reject) => {
    RED.util.evaluateNodeProperty(value, type, node, msg, (problem: Error | null, result: unknown) => (problem ? reject(problem) : resolve(result)));
  });
}

const plainName = /^(?!msg\b)[A-Za-z_]\w*$/;

/** A property of the message by its path ("payload.content"), or undefined. Most paths are one name, which needs no parsing. */
export function property(RED: NodeAPI, msg: Message, path: string): unknown {
  if (plainName.test(path)) return (msg as unknown as Record<string, unknown>)[path];
  try { return RED.util.getMessageProperty(msg, path) as unknown; } catch { return undefined; }
}

import type { Node, NodeAPI } from 'node-red';
import { systemClock } from '../../src/clock';
import { failure, FailureError } from '../../src/chat/failure';
import type { Message } from './message';
import { hasRegexLiteral } from './regex-literal';

type Expression = ReturnType<NodeAPI['util']['prepareJSONataExpression']>;

/** What JSONata 2 tells a hook of each step: the step, and the evaluation that it belongs to. */
interface Step { type?: string }
interface Evaluation { timestamp?: Date | null }

/** JSONata never gives the loop back while it works, so an endless expression would hold up all of Node-RED. */
const withinMs = 250;

/** Compiled once for each node: preparing takes far longer than evaluating. */
const compiled = new WeakMap<Node, Map<string, Expression>>();

/**
 * The value of a JSONata expression. One that is wrong or takes too long throws LLM_BAD_REQUEST, since it can never be right; so does,
 * in a rule, one with a regular expression.
 */
export function jsonata(RED: NodeAPI, node: Node, text: string, msg: Message, inRule: boolean): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const wrong = (problem: unknown): void => reject(new FailureError(failure('bad_request', `The expression ${text.slice(0, 60)} failed: ${wordsOf(problem)}`)));
    let prepared: Expression;
    try { prepared = expression(RED, node, text, inRule); } catch (problem) { return wrong(problem); }
    RED.util.evaluateJSONataExpression(prepared, msg, (problem: Error | null, result: unknown) => (problem ? wrong(problem) : resolve(result)));
  });
}

function expression(RED: NodeAPI, node: Node, text: string, inRule: boolean): Expression {
  let ofNode = compiled.get(node);
  if (!ofNode) compiled.set(node, ofNode = new Map());
  const key = `${inRule ? 'rule' : 'value'}:${text}`;
  let known = ofNode.get(key);
  if (!known) ofNode.set(key, known = prepare(RED, node, text, inRule));
  return known;
}

/** What JSONata calls before each step: the name in its versions 2.0 and 2.1. */
const entryHooks = ['__evaluate_entry', Symbol.for('jsonata.__evaluate_entry')];
const noRegex = "a rule may hold no regular expression in JSONata, as some texts would hold up Node-RED. Use the operator 'matches regex' instead.";

function prepare(RED: NodeAPI, node: Node, text: string, inRule: boolean): Expression {
  const prepared = RED.util.prepareJSONataExpression(text, node);
  if (inRule && hasRegexLiteral(prepared.ast())) throw new Error(noRegex);
  const look = (step: Step, _input: unknown, { timestamp }: Evaluation): void => {
    if (timestamp && systemClock.wallMs() - timestamp.getTime() > withinMs) throw new Error(`it took more than ${withinMs} ms`);
    // One that was made at run time, by $eval.
    if (inRule && step.type === 'regex') throw new Error(noRegex);
  };
  for (const hook of entryHooks) prepared.assign(hook as string, look);
  return prepared;
}

function wordsOf(problem: unknown): string {
  return (problem as { message?: unknown } | undefined)?.message?.toString() ?? String(problem);
}

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

/** A reason of ours to stop one. */
class Stopped extends Error {}

/**
 * The value of a JSONata expression. One that is wrong or takes too long throws LLM_BAD_REQUEST, since it can never be right; so does,
 * in a rule, one with a regular expression.
 */
export function jsonata(RED: NodeAPI, node: Node, text: string, msg: Message, inRule: boolean): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const wrong = (why: string): void => reject(new FailureError(failure('bad_request', `The expression ${text.slice(0, 60)} failed: ${why}`)));
    let prepared: Expression;
    // What is wrong with an expression as it is written holds nothing of a message.
    try { prepared = expression(RED, node, text, inRule); } catch (problem) { return wrong(String((problem as Wrong).message ?? problem)); }
    RED.util.evaluateJSONataExpression(prepared, msg, (problem: Error | null, result: unknown) => (problem ? wrong(wordsOf(problem, text)) : resolve(result)));
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
  if (inRule && hasRegexLiteral(prepared.ast())) throw new Stopped(noRegex);
  const look = (step: Step, _input: unknown, { timestamp }: Evaluation): void => {
    if (timestamp && systemClock.wallMs() - timestamp.getTime() > withinMs) throw new Stopped(`it took more than ${withinMs} ms`);
    // One that was made at run time, by $eval.
    if (inRule && step.type === 'regex') throw new Stopped(noRegex);
  };
  for (const hook of entryHooks) prepared.assign(hook as string, look);
  return prepared;
}

/** An error of JSONata: what it tells, and the values in its message. `error` is what an $eval within it threw. */
interface Wrong { name?: unknown; code?: unknown; position?: unknown; message?: unknown; value?: unknown; value2?: unknown; exp?: unknown; error?: unknown }

/** What went wrong, for people and for logs: without the values that came out of the message, since prompts are among them. */
function wordsOf(problem: unknown, expression: string): string {
  // Thrown out of Node-RED's callback it would end Node-RED.
  try { return wordsFrom(problem, expression); } catch { return 'it ended with an error'; }
}

function wordsFrom(problem: unknown, expression: string): string {
  const { name, code, position, message, value, value2, exp, error } = problem as Wrong;
  if (error instanceof Stopped) return error.message;
  if (problem instanceof Stopped) return problem.message;
  // Another's error, whose words may be anything.
  if (typeof code !== 'string' || !/^[A-Z]\d{4}$/.test(code) || typeof message !== 'string') return `it ended with ${String(name ?? 'an error')}`;
  const place = typeof position === 'number' ? ` at position ${position}` : '';
  return `${withoutValues(message, code, [value, value2, exp], expression)} (${code}${place})`;
}

/** The words of $error and $assert are the flow's, but may be made of the message: shown where the expression has them as they are. */
const ownWords = new Set(['D3137', 'D3141']);

function withoutValues(message: string, code: string, values: readonly unknown[], expression: string): string {
  if (ownWords.has(code)) return expression.includes(message) ? message : 'it raised an error of its own';
  let shown = message;
  for (const value of values) {
    if (value === undefined) continue;
    // A list or an object may be huge, or have no JSON at all: where it is not a plain value, nothing is quoted.
    if (typeof value === 'object' || typeof value === 'function') return 'a value is of the wrong kind';
    shown = shown.replace(typeof value === 'string' ? JSON.stringify(value) : String(value), () => '[...]');
  }
  return shown;
}

import type { Node, NodeAPI } from 'node-red';
import type { z } from 'zod';
import { evaluate } from './evaluate';
import type { Fact, Facts } from './facts';
import type { Message } from './message';
import { operators } from './operators';
import type { condition } from './properties';

export type Condition = z.output<typeof condition>;

/**
 * True where a rule's condition holds for a message. A promise only where something must be waited for: a router may have a
 * thousand rules. Throws or rejects where an expression or a pattern is wrong.
 */
export function holds(RED: NodeAPI, node: Node, rule: Condition, msg: Message, facts: Facts): boolean | Promise<boolean> {
  const { source, operator } = rule;
  if (source === 'otherwise') return true;
  const value = (text: string, type: string): unknown => (type === 'msg' ? facts.property(text) : evaluate(RED, node, text, type, msg, true));
  const actual = source === 'fact' ? facts.get(rule.property as Fact) : value(rule.property, source);
  // An expression alone decides; and the value of "is of type" is the name of a type.
  const wanted = source === 'jsonata' || operator === 'istype' ? rule.value : value(rule.value, rule.valueType);
  const second = source !== 'jsonata' && operator === 'btwn' ? value(rule.value2, rule.value2Type) : undefined;
  if (!(actual instanceof Promise || wanted instanceof Promise || second instanceof Promise)) return fits(rule, actual, wanted, second);
  return Promise.all([actual, wanted, second]).then((known) => fits(rule, ...known));
}

function fits({ source, operator, ignoreCase }: Condition, actual: unknown, wanted: unknown, second: unknown): boolean {
  return source === 'jsonata' ? actual === true : operators[operator](actual, wanted, second, ignoreCase);
}

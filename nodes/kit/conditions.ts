import type { Node, NodeAPI } from 'node-red';
import type { z } from 'zod';
import { evaluate } from './evaluate';
import type { Fact, Facts } from './facts';
import type { Message } from './message';
import { operators } from './operators';
import type { condition } from './properties';

export type Condition = z.output<typeof condition>;

/** True where a rule's condition holds for a message. Throws where an expression or a pattern is wrong. */
export async function holds(RED: NodeAPI, node: Node, rule: Condition, msg: Message, facts: Facts): Promise<boolean> {
  if (rule.source === 'otherwise') return true;
  const actual = rule.source === 'fact' ? await facts.get(rule.property as Fact) : await evaluate(RED, node, rule.property, rule.source, msg, true);
  if (rule.source === 'jsonata') return actual === true;
  const { operator } = rule;
  // Here the value is the name of a type.
  const wanted = operator === 'istype' ? rule.value : await evaluate(RED, node, rule.value, rule.valueType, msg, true);
  const second = operator === 'btwn' ? await evaluate(RED, node, rule.value2, rule.value2Type, msg, true) : undefined;
  return operators[operator](actual, wanted, second, rule.ignoreCase);
}

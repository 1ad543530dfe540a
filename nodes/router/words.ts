import type { z } from 'zod';
import type { condition as conditionSchema, routerRule } from '../kit/properties';

type Condition = z.output<typeof conditionSchema>;
type Rule = z.output<typeof routerRule>;

const longest = 20;
const short = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);

const operatorWords: Record<Condition['operator'], string> = {
  eq: '==', neq: '!=', lt: '<', lte: '<=', gt: '>', gte: '>=', btwn: 'is between', cont: 'contains', regex: 'matches',
  true: 'is true', false: 'is false', null: 'is null', nnull: 'is not null', empty: 'is empty', nempty: 'is not empty',
  istype: 'is of type', hask: 'has key',
};
const withoutValue: readonly string[] = ['true', 'false', 'null', 'nnull', 'empty', 'nempty'];

function valueInWords(value: string, type: string): string {
  if (type === 'str') return `"${short(value)}"`;
  if (type === 'msg' || type === 'flow' || type === 'global') return `${type}.${short(value)}`;
  return short(value);
}

/** "payload.metadata.tier" -> "tier": what a path ends with says enough on a port's label. */
function lastName(path: string): string {
  const names = path.split(/[.[\]"']+/).filter((name) => name !== '');
  return names[names.length - 1] ?? path;
}

/** A condition as people say it: `tier == "premium"`. */
export function conditionInWords(condition: Condition): string {
  const { source, property, operator, value, valueType, value2, value2Type } = condition;
  if (source === 'otherwise') return 'otherwise';
  if (source === 'jsonata') return short(property);
  const subject = source === 'fact' ? property : lastName(property);
  if (withoutValue.includes(operator)) return `${subject} ${operatorWords[operator]}`;
  const second = operator === 'btwn' ? ` and ${valueInWords(value2, value2Type)}` : '';
  return `${subject} ${operatorWords[operator]} ${operator === 'istype' ? value : valueInWords(value, valueType)}${second}`;
}

/** A whole rule for the label of its output: `tier == "premium": best`. */
export function ruleInWords(rule: Rule): string {
  const names = rule.use.map(({ name }) => name).join(', ');
  return names === '' ? conditionInWords(rule.condition) : `${conditionInWords(rule.condition)}: ${names}`;
}

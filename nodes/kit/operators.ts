import type { operators as names } from './properties';
import { found } from './patterns';

export type Operator = (typeof names)[number];
/** The value looked at, the rule's value, its second value, and whether letters' case is ignored. */
type Test = (actual: unknown, wanted: unknown, second: unknown, ignoreCase: boolean) => boolean;

type Comparable = number;
const text = (value: unknown): string => (typeof value === 'object' && value !== null && !Buffer.isBuffer(value) ? JSON.stringify(value) : String(value));

function isEmpty(value: unknown): boolean | undefined {
  if (typeof value === 'string' || Array.isArray(value) || Buffer.isBuffer(value)) return value.length === 0;
  return typeof value === 'object' && value !== null ? Object.keys(value).length === 0 : undefined;
}

function isType(value: unknown, type: unknown): boolean {
  switch (type) {
    case 'array': return Array.isArray(value);
    case 'buffer': return Buffer.isBuffer(value);
    case 'json': return typeof value === 'string' && parses(value);
    case 'null': return value === null;
    case 'number': return typeof value === 'number' && !Number.isNaN(value);
    default: return typeof value === type && !Array.isArray(value) && !Buffer.isBuffer(value) && value !== null;
  }
}

function parses(value: string): boolean {
  try { JSON.parse(value); return true; } catch { return false; }
}

/** The Switch node's operators, with the same names and the same loose comparing, so that what people know holds here. */
export const operators: Readonly<Record<Operator, Test>> = {
  eq: (actual, wanted) => actual == wanted,
  neq: (actual, wanted) => actual != wanted,
  lt: (actual, wanted) => (actual as Comparable) < (wanted as Comparable),
  lte: (actual, wanted) => (actual as Comparable) <= (wanted as Comparable),
  gt: (actual, wanted) => (actual as Comparable) > (wanted as Comparable),
  gte: (actual, wanted) => (actual as Comparable) >= (wanted as Comparable),
  btwn: (actual, wanted, second) => operators.gte(actual, wanted, '', false) && operators.lte(actual, second, '', false)
    || operators.lte(actual, wanted, '', false) && operators.gte(actual, second, '', false),
  cont: (actual, wanted) => text(actual).includes(String(wanted)),
  regex: (actual, wanted, _second, ignoreCase) => found(String(wanted), text(actual), ignoreCase),
  true: (actual) => actual === true,
  false: (actual) => actual === false,
  null: (actual) => actual === undefined || actual === null,
  nnull: (actual) => actual !== undefined && actual !== null,
  empty: (actual) => isEmpty(actual) === true,
  nempty: (actual) => isEmpty(actual) === false,
  istype: (actual, wanted) => isType(actual, wanted),
  hask: (actual, wanted) => typeof actual === 'object' && actual !== null && typeof wanted !== 'object' && Object.hasOwn(actual, String(wanted)),
};

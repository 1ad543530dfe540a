import type { z } from 'zod';
import { failure, FailureError } from '../chat/failure';
import { plan, wish, type Plan } from './plan';

type Issue = z.core.$ZodIssue;

/**
 * The plan as it came on a message. Nothing there is an empty plan. What is not a plan throws a FailureError (bad_request) that
 * names the first field that is wrong: plans travel through queues, Function nodes and hands.
 */
export function readPlan(value: unknown): Plan {
  if (value === undefined || value === null) return [];
  const read = check(value);
  if (read.success) return read.data;
  const issue = read.error.issues[0]!;
  throw wrong(`msg.llm.plan${issue.path.map(step).join('')}`, mustBe(issue));
}

/** zod itself throws where something that is no text or list has a length that cannot be compared. */
function check(value: unknown): ReturnType<typeof plan.safeParse> {
  try { return plan.safeParse(value); } catch { throw wrong('msg.llm.plan', 'a list of plain values'); }
}

function wrong(field: string, must: string): FailureError {
  return new FailureError(failure('bad_request', `${field} must be ${must}: remove msg.llm or send the message through the node again.`, { field }));
}

const step = (key: PropertyKey): string => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`);

function mustBe(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type': return types[issue.expected] ?? `a ${issue.expected}`;
    case 'invalid_value': return `one of ${issue.values.map((value) => `"${String(value)}"`).join(', ')}`;
    case 'invalid_union': return `one of ${wish.options.map((each) => `"${each.shape.do.value}"`).join(', ')}`;
    case 'too_small': return `${sizeOf[issue.origin] ?? ''}at least ${issue.minimum}`;
    case 'too_big': return `${sizeOf[issue.origin] ?? ''}at most ${issue.maximum}`;
    default: return 'otherwise';
  }
}

const types: Readonly<Record<string, string>> = {
  int: 'a whole number', number: 'a number', string: 'text', array: 'a list', object: 'an object', boolean: 'true or false',
};

const sizeOf: Readonly<Record<string, string>> = { string: 'a text whose length is ', array: 'a list whose length is ' };

import { FailureError, failure } from '../../chat/failure';
import type { Extra } from '../../chat/extra';

/** A JSON object as a client sent it: nothing is known of it yet. */
export type Json = Record<string, unknown>;

/** A client's mistake: which field, and one sentence that says what to send instead. Never shows content. */
export function bad(field: string, message: string): FailureError {
  return new FailureError(failure('bad_request', message, { field }));
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `null` and a missing field mean the same to OpenAI: not given. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** What a value is, in words for an error: the value itself might be private. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  switch (typeof value) {
    case 'string': return value === '' ? 'an empty text' : 'a text';
    case 'number': return 'a number';
    case 'boolean': return String(value);
    case 'object': return 'an object';
    default: return `a ${typeof value}`;
  }
}

/** The value if it is a text, else an error that names the field. */
export function textAt(value: unknown, field: string): string {
  if (typeof value !== 'string') throw bad(field, `${field} must be a text, but it is ${kindOf(value)}.`);
  return value;
}

/** The value if it is a text with something in it, else an error that names the field. */
export function nameAt(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '') throw bad(field, `${field} must be a text that is not empty, but it is ${kindOf(value)}.`);
  return value;
}

export function objectAt(value: unknown, field: string): Json {
  if (!isObject(value)) throw bad(field, `${field} must be an object, but it is ${kindOf(value)}.`);
  return value;
}

export function listAt(value: unknown, field: string): unknown[] {
  if (!Array.isArray(value)) throw bad(field, `${field} must be a list, but it is ${kindOf(value)}.`);
  return value;
}

/**
 * The fields of an object that the router has no word for, or undefined. A `__proto__` key, which JSON may hold as an
 * ordinary one, is dropped: set on another object it would change what that object inherits.
 */
export function rest(object: Json, known: ReadonlySet<string>): Json | undefined {
  let left: Json | undefined;
  for (const key of Object.keys(object)) {
    if (known.has(key) || key === '__proto__' || object[key] === undefined) continue;
    (left ??= {})[key] = object[key];
  }
  return left;
}

/** `rest` as the `extra` of a canonical object; `{}` where nothing is left, so that it can be spread. */
export function extraOf(left: Json | undefined): { extra?: Extra } {
  return left ? { extra: { 'openai-chat': left } } : {};
}

import type { Node, NodeAPI } from 'node-red';
import { failure, FailureError } from '../../src/chat/failure';
import { Mustache } from '../vendor/mustache';
import { evaluate } from './evaluate';
import type { Message } from './message';

/** Names are looked up in context stores and the environment, which may take a turn: so they are fetched before the text is made. */
const outside = ['flow', 'global', 'env'] as const;

/**
 * Instructions with `{{payload}}`, `{{flow.x}}`, `{{global.x}}` and `{{env.X}}` filled in, as in the Template node, but never
 * HTML-escaped: a model reads text. Throws FailureError where the template is not closed.
 */
export async function fill(RED: NodeAPI, node: Node, template: string, msg: Message): Promise<string> {
  if (!template.includes('{{')) return template;
  const view: Record<string, unknown> = { ...msg, flow: {}, global: {}, env: {} };
  for (const path of names(parsed(template))) {
    const kind = outside.find((one) => path.startsWith(`${one}.`));
    if (!kind) continue;
    const rest = path.slice(kind.length + 1);
    nest(view[kind] as Record<string, unknown>, kind === 'env' ? [rest] : rest.split('.'), await evaluate(RED, node, rest, kind, msg));
  }
  return Mustache.render(template, view, {}, { escape: asText });
}

function parsed(template: string): unknown[] {
  try {
    return Mustache.parse(template) as unknown[];
  } catch (problem) {
    throw new FailureError(failure('bad_request', `The instructions cannot be filled in: ${(problem as Error).message}. Close what is opened with {{ in the ask node's Instructions.`, { field: 'instructions' }));
  }
}

function asText(value: unknown): string {
  if (Buffer.isBuffer(value)) return value.toString('utf8');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** Names in a parsed template, sections and what is inside them included. A token is [kind, name, start, end, inner]. */
function* names(tokens: unknown[]): Generator<string> {
  for (const token of tokens as [string, string, number, number, unknown?][]) {
    if (token[0] !== 'text') yield token[1];
    if (Array.isArray(token[4])) yield* names(token[4]);
  }
}

/** Puts a value where Mustache looks for a dotted name. Names from a template are never prototypes. */
function nest(root: Record<string, unknown>, path: string[], value: unknown): void {
  let at = root;
  for (const key of path.slice(0, -1)) {
    const inner = Object.hasOwn(at, key) ? at[key] : undefined;
    at = (at[key] = typeof inner === 'object' && inner !== null ? inner : Object.create(null) as object) as Record<string, unknown>;
  }
  const last = path[path.length - 1];
  if (last !== undefined) Object.defineProperty(at, last, { value, enumerable: true, configurable: true, writable: true });
}

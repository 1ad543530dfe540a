type Json = Record<string, unknown>;

/** Whether a part of a JSON schema leads back to itself over its references: a tree, or a list that hangs on a list. No call in a call: a chain may be long. */
export function isRecursive(schema: unknown): boolean {
  if (!hasReference(schema)) return false;
  /** True: we are below it; false: all below it has been seen. */
  const below = new Map<object, boolean>();
  const open = [schema];
  while (open.length > 0) {
    const part = open[open.length - 1];
    if (!isObject(part) || below.has(part)) {
      if (isObject(part)) below.set(part, false);
      open.pop();
      continue;
    }
    below.set(part, true);
    for (const next of [...Object.values(part), pointedAt(schema, part.$ref)]) {
      if (!isObject(next)) continue;
      const known = below.get(next);
      if (known) return true;
      if (known === undefined) open.push(next);
    }
  }
  return false;
}

function hasReference(schema: unknown): boolean {
  const open = [schema];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (!isObject(part)) continue;
    if (typeof part.$ref === 'string') return true;
    for (const next of Object.values(part)) if (isObject(next)) open.push(next);
  }
  return false;
}

function isObject(value: unknown): value is Json { return typeof value === 'object' && value !== null; }

/** RFC 6901, from the root of the same schema only. */
function pointedAt(root: unknown, ref: unknown): unknown {
  if (typeof ref !== 'string' || !/^#(\/|$)/.test(ref)) return undefined;
  let at = root;
  for (const step of ref.split('/').slice(1)) {
    if (!isObject(at)) return undefined;
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    at = Object.hasOwn(at, name) ? at[name] : undefined;
  }
  return at;
}

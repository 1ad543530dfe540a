type Json = Record<string, unknown>;

/** Whether a part of a JSON schema leads back to itself over its references: a tree, or a list that hangs on a list. */
export function isRecursive(schema: unknown): boolean {
  const above = new Set<object>();
  const seen = new Set<object>();
  const leadsBack = (part: unknown): boolean => {
    if (typeof part !== 'object' || part === null) return false;
    if (above.has(part)) return true;
    if (seen.has(part)) return false;
    seen.add(part);
    above.add(part);
    const { $ref } = part as Json;
    const back = (typeof $ref === 'string' && leadsBack(pointedAt(schema, $ref))) || Object.values(part).some(leadsBack);
    above.delete(part);
    return back;
  };
  return leadsBack(schema);
}

/** RFC 6901, from the root of the same schema only. */
function pointedAt(root: unknown, ref: string): unknown {
  if (ref !== '#' && !ref.startsWith('#/')) return undefined;
  let at = root;
  for (const step of ref.split('/').slice(1)) {
    if (typeof at !== 'object' || at === null) return undefined;
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    at = Object.hasOwn(at, name) ? (at as Json)[name] : undefined;
  }
  return at;
}

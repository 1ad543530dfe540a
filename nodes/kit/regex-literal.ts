/**
 * True where a JSONata expression (its syntax tree) holds a regular expression. Those take time that grows without bound for some texts,
 * and nothing can stop them; the operator "matches regex" cannot be made to. Used by the editor, too.
 * The tree is none: parts of it stand in several places, and may lead back to themselves.
 */
export function hasRegexLiteral(tree: unknown): boolean {
  const seen = new Set<unknown>();
  const waiting = [tree];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    if (typeof part !== 'object' || part === null || seen.has(part)) continue;
    seen.add(part);
    if ((part as { type?: unknown }).type === 'regex') return true;
    waiting.push(...Object.values(part).filter((value) => typeof value === 'object' && value !== null));
  }
  return false;
}

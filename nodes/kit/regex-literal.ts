/**
 * True where a JSONata expression (its syntax tree) holds a regular expression. Those take time that grows without bound for some texts,
 * and nothing can stop them; the operator "matches regex" cannot be made to. Used by the editor, too.
 */
export function hasRegexLiteral(tree: unknown): boolean {
  if (typeof tree !== 'object' || tree === null || tree instanceof RegExp) return false;
  if ((tree as { type?: unknown }).type === 'regex') return true;
  return Object.values(tree).some(hasRegexLiteral);
}

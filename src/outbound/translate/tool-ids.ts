import { createHash } from 'node:crypto';

/** What a target admits as the id of a tool call. */
export interface IdRule {
  pattern: RegExp;
  /** Length in characters. */
  least: number;
  most: number;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * The id as the target admits it: itself where it fits, else a hash of it. The same id always gives the same one, so call
 * and result still meet, in every turn, without a table: what the target itself made always fits and comes back unchanged.
 */
export function fitId(id: string, rule: IdRule): string {
  if (id.length >= rule.least && id.length <= rule.most && rule.pattern.test(id)) return id;
  let fitted = '';
  for (const byte of createHash('sha256').update(id).digest()) fitted += letters[byte % letters.length];
  return fitted.slice(0, Math.min(rule.most, 24));
}

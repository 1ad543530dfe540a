import type { Usage } from '../../chat/usage';

type Json = Record<string, unknown>;

function count(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : undefined;
}

/**
 * Anthropic leaves cached tokens out of `input_tokens`: the whole input is the sum of the three. Counts of a stream are
 * cumulative, and its last event may leave some out: `before` holds what is known so far.
 */
export function readUsage(told: unknown, before?: Usage): Usage | undefined {
  if (typeof told !== 'object' || told === null) return before;
  const usage = told as Json;
  const read = count(usage.cache_read_input_tokens) ?? before?.cacheRead;
  const written = count(usage.cache_creation_input_tokens) ?? before?.cacheWrite;
  const freshBefore = before && before.input - (before.cacheRead ?? 0) - (before.cacheWrite ?? 0);
  const fresh = count(usage.input_tokens) ?? freshBefore;
  const output = count(usage.output_tokens) ?? before?.output;
  if (fresh === undefined && output === undefined) return before;
  const details = usage.output_tokens_details;
  const thinking = typeof details === 'object' && details !== null ? count((details as Json).thinking_tokens) : undefined;
  const reasoning = thinking ?? before?.reasoning;
  return {
    input: (fresh ?? 0) + (read ?? 0) + (written ?? 0), output: output ?? 0,
    ...(read !== undefined && { cacheRead: read }), ...(written !== undefined && { cacheWrite: written }), ...(reasoning !== undefined && { reasoning }),
  };
}

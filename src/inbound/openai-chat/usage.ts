import type { Usage } from '../../chat/usage';

/** Usage in OpenAI's words; what is not known is left out, and null where nothing is known at all. */
export function openAiUsage(usage: Usage | undefined): Record<string, unknown> | null {
  if (!usage) return null;
  const { input, output, cacheRead, cacheWrite, reasoning } = usage;
  const counts: Record<string, unknown> = { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
  if (cacheRead !== undefined || cacheWrite !== undefined) {
    counts.prompt_tokens_details = { cached_tokens: cacheRead ?? 0, ...(cacheWrite !== undefined && { cache_write_tokens: cacheWrite }) };
  }
  if (reasoning !== undefined) counts.completion_tokens_details = { reasoning_tokens: reasoning };
  return counts;
}

import type { Usage } from '../../chat/usage';

/** Usage in OpenAI's words; what is not known is left out, except that unknown usage as a whole is null. */
export function openAiUsage(usage: Usage | undefined): Record<string, unknown> | null {
  if (!usage) return null;
  const { input, output, cacheRead, cacheWrite, reasoning } = usage;
  return {
    prompt_tokens: input, completion_tokens: output, total_tokens: input + output,
    ...((cacheRead !== undefined || cacheWrite !== undefined) && { prompt_tokens_details: { cached_tokens: cacheRead ?? 0, ...(cacheWrite !== undefined && { cache_write_tokens: cacheWrite }) } }),
    ...(reasoning !== undefined && { completion_tokens_details: { reasoning_tokens: reasoning } }),
  };
}

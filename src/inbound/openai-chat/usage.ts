import type { Usage } from '../../chat/usage';

/** Usage in OpenAI's words, as JSON; what is not known is left out, and null where nothing is known at all. */
export function usageText(usage: Usage | undefined): string {
  if (!usage) return 'null';
  const { input, output, cacheRead, cacheWrite, reasoning } = usage;
  const written = cacheWrite === undefined ? '' : `,"cache_write_tokens":${cacheWrite}`;
  return `{"prompt_tokens":${input},"completion_tokens":${output},"total_tokens":${input + output}`
    + (cacheRead === undefined && cacheWrite === undefined ? '' : `,"prompt_tokens_details":{"cached_tokens":${cacheRead ?? 0}${written}}`)
    + (reasoning === undefined ? '' : `,"completion_tokens_details":{"reasoning_tokens":${reasoning}}`) + '}';
}

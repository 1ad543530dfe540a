import type { Usage } from '../../chat/usage';

type Json = Record<string, unknown>;

function count(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : undefined;
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? value as Json : {};
}

/**
 * Usage as OpenAI counts: cached tokens are part of the input, reasoning is part of the output. Not all who speak its dialect
 * count so. Reasoning stands outside where the vendor's own total says so (xAI), or where it exceeds what it should be part of
 * (DeepInfra's Gemini); so do cached tokens. Google tells of its thinking in the total alone: what the total has beyond all others is
 * that, and is billed as output. Mistral does so with the audio that was heard, which is input. Undefined where neither input nor output is told.
 */
export function readUsage(value: unknown): Usage | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const told = value as Json;
  const prompt = count(told.prompt_tokens);
  const completion = count(told.completion_tokens);
  if (prompt === undefined && completion === undefined) return undefined;
  const promptDetails = object(told.prompt_tokens_details);
  const usage: Usage = { input: prompt ?? 0, output: completion ?? 0 };
  const read = count(promptDetails.cached_tokens) ?? count(told.prompt_cache_hit_tokens) ?? count(told.cached_tokens) ?? count(told.cache_read_input_tokens);
  const written = count(promptDetails.cache_write_tokens) ?? count(promptDetails.cache_creation_input_tokens)
    ?? count(promptDetails.cache_creation_tokens) ?? count(told.cache_creation_input_tokens);
  const reasoning = count(object(told.completion_tokens_details).reasoning_tokens) ?? count(told.reasoning_tokens);
  if (read !== undefined) {
    usage.cacheRead = read;
    if (read > usage.input) usage.input += read;
  }
  if (written !== undefined) {
    usage.cacheWrite = written;
    if (written + (read ?? 0) > usage.input) usage.input += written;
  }
  const untold = (count(told.total_tokens) ?? 0) - usage.input - usage.output;
  const ofInput = prompt === undefined || (count(told.prompt_audio_seconds) ?? 0) > 0;
  if (reasoning === undefined && untold > 0 && ofInput) usage.input += untold;
  else if (reasoning === undefined && untold > 0 && untold !== (read ?? 0) + (written ?? 0)) {
    usage.reasoning = untold;
    usage.output += untold;
  }
  if (reasoning !== undefined) {
    usage.reasoning = reasoning;
    const outside = reasoning > usage.output || (reasoning > 0 && count(told.total_tokens) === (prompt ?? 0) + (completion ?? 0) + reasoning);
    if (outside) usage.output += reasoning;
  }
  return usage;
}

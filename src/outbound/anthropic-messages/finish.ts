import type { FinishReason, Part } from '../../chat/part';

const reasons: ReadonlyMap<string, FinishReason> = new Map(Object.entries<FinishReason>({
  end_turn: 'stop', stop_sequence: 'stop', pause_turn: 'stop', compaction: 'stop',
  max_tokens: 'length', model_context_window_exceeded: 'length', tool_use: 'tool_calls', refusal: 'content_filter',
}));

/** The end of an answer as parts: for a refusal with Anthropic's explanation, where it gives one. */
export function finishParts(word: string | undefined, stopSequence: unknown, details: unknown): Part[] {
  const parts: Part[] = [];
  const explanation = typeof details === 'object' && details !== null ? (details as { explanation?: unknown }).explanation : undefined;
  if (word === 'refusal' && typeof explanation === 'string' && explanation !== '') parts.push({ type: 'refusal', text: explanation });
  if (details) parts.push({ type: 'extra', dialect: 'anthropic-messages', value: { reply: { stop_details: details } } });
  parts.push({
    type: 'finish', reason: reasons.get(word ?? 'end_turn') ?? 'stop', ...(word !== undefined && { vendorReason: word }),
    ...(typeof stopSequence === 'string' && { stopSequence }),
  });
  return parts;
}

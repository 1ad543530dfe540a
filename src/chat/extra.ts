/** The dialects that the router can read or write, by the name the registries know them under. */
export type DialectId = 'openai-chat' | 'anthropic-messages' | 'text';

/**
 * What an object carried beyond the canonical words, by the dialect it came from.
 * Law: within one dialect, what was read is written back the same. Another dialect never sees it.
 */
export type Extra = { [dialect in DialectId]?: Record<string, unknown> };

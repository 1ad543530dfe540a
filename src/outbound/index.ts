import { anthropicMessages } from './anthropic-messages/anthropic-messages';
import type { ProviderDialect } from './dialect';
import { openaiChat } from './openai-chat/openai-chat';

/** All provider dialects, by id. */
export const providerDialects = {
  'openai-chat': openaiChat,
  'anthropic-messages': anthropicMessages,
} as const satisfies Record<string, ProviderDialect>;

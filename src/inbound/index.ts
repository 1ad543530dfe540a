import type { ClientDialect } from './dialect';
import { openAiChat } from './openai-chat/openai-chat';
import { textDialect } from './text';

/** The dialects that clients may speak. */
export const clientDialects: readonly ClientDialect[] = [openAiChat, textDialect];

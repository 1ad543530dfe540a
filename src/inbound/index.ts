import type { DialectId } from '../chat/extra';
import type { ClientDialect } from './dialect';
import { openAiChat } from './openai-chat/openai-chat';
import { textDialect } from './text';

/** The dialects that clients may speak. */
export const clientDialects: readonly ClientDialect[] = [openAiChat, textDialect];

/** Undefined for dialects that only providers speak. */
export function clientDialect(id: DialectId): ClientDialect | undefined {
  return clientDialects.find((dialect) => dialect.id === id);
}

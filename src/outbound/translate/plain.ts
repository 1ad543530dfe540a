import type { Chat } from '../../chat/chat';

/** Neither thinking nor a format is asked for: the kind of chat whose answer may be begun for the model. */
export function isPlain(chat: Chat): boolean {
  return chat.reasoning_effort === undefined && (chat.response_format === undefined || chat.response_format.type === 'text');
}

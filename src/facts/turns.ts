import type { Chat } from '../chat/chat';

/** How many times the user has spoken. */
export function turnsOf(chat: Chat): number {
  return chat.messages.reduce((turns, { role }) => turns + (role === 'user' ? 1 : 0), 0);
}

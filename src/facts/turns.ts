import { textOf } from '../chat/blocks';
import type { Chat } from '../chat/chat';

/** How many times the user has spoken. */
export function turnsOf(chat: Chat): number {
  return chat.messages.reduce((turns, { role }) => turns + (role === 'user' ? 1 : 0), 0);
}

/** What the user said last; empty where that was no text. */
export function lastUserText(chat: Chat): string {
  const last = chat.messages.findLast(({ role }) => role === 'user');
  return last === undefined ? '' : textOf(last.content);
}

import type { Chat, Message } from '../chat/chat';

const isInstruction = (message: Message) => message.role === 'system' || message.role === 'developer';

/**
 * A chat with the remembered messages between its instructions and its own words.
 * A chat that holds an assistant or tool message brings its own history, which stands above the memory.
 */
export function withHistory(chat: Chat, history: readonly Message[]): Chat {
  const bringsItsOwn = chat.messages.some((message) => message.role === 'assistant' || message.role === 'tool');
  if (history.length === 0 || bringsItsOwn) return chat;
  const own = chat.messages.filter((message) => !isInstruction(message));
  return { ...chat, messages: [...chat.messages.filter(isInstruction), ...history, ...own] };
}

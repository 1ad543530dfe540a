import type { Chat } from '../../chat/chat';

/** Tool names as the target admits them, and back. */
export interface ToolNames {
  there(name: string): string;
  back(name: string): string;
  readonly changed: boolean;
}

/** The same in both directions. */
const unchanged: ToolNames = { there: (name) => name, back: (name) => name, changed: false };

/**
 * Maps the tool names of a chat (offered, forced or called earlier) to letters, digits, `_` and `-`, at most `most` long.
 * Two names never become one. Depends on the chat alone, so that encoder and decoder agree.
 */
export function toolNames(chat: Chat, most: number): ToolNames {
  const fits = (name: string): boolean => name.length > 0 && name.length <= most && /^[A-Za-z0-9_-]+$/.test(name);
  const names = new Set((chat.tools ?? []).map((tool) => tool.name));
  for (const message of chat.messages) {
    if (message.role === 'assistant' && typeof message.content !== 'string') {
      for (const block of message.content) if (block.type === 'tool_call') names.add(block.name);
    }
  }
  if ([...names].every(fits)) return unchanged;
  const there = new Map<string, string>();
  const taken = new Set([...names].filter(fits));
  for (const name of names) {
    if (fits(name)) continue;
    const base = name.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, most) || 'tool';
    let candidate = base;
    for (let count = 2; taken.has(candidate); count++) candidate = `${base.slice(0, most - 1 - String(count).length)}_${count}`;
    taken.add(candidate);
    there.set(name, candidate);
  }
  const back = new Map([...there].map(([from, to]) => [to, from]));
  return { there: (name) => there.get(name) ?? name, back: (name) => back.get(name) ?? name, changed: true };
}

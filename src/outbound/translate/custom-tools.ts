import type { Chat, Tool } from '../../chat/chat';

type Json = Record<string, unknown>;

/** The names of the tools that stand as functions for a custom tool that the target does not know. */
export function emulatedCustomTools(chat: Chat, customTools: boolean | undefined): ReadonlySet<string> {
  return new Set(customTools ? [] : (chat.tools ?? []).filter(isCustom).map((tool) => tool.name));
}

/** A tool of OpenAI's that takes free text or a grammar. */
export function isCustom(tool: Tool): boolean {
  return tool.foreign === true && tool.extra?.['openai-chat']?.type === 'custom';
}

/** The function that stands for a custom tool: its one field holds the free text. */
export function customAsFunction(tool: Tool): { name: string; description?: string; parameters: Json } {
  const custom = tool.extra?.['openai-chat']?.custom as { description?: unknown } | undefined;
  return {
    name: tool.name, ...(typeof custom?.description === 'string' && { description: custom.description }),
    parameters: { type: 'object', properties: { input: { type: 'string' } }, required: ['input'], additionalProperties: false },
  };
}

import { blocksOf } from '../../chat/blocks';
import type { Message } from '../../chat/chat';
import type { Losses } from '../translate/warnings';

type Json = Record<string, unknown>;

/** System and developer messages stand at the top here, outside the conversation. `instruction` follows them. */
export function encodeSystem(all: readonly Message[], losses: Losses, instruction?: string): { system?: string | Json[]; messages: readonly Message[] } {
  const isSystem = (message: Message): boolean => message.role === 'system' || message.role === 'developer';
  const messages = all.filter((message) => !isSystem(message));
  const blocks: Json[] = [];
  for (const message of all.filter(isSystem)) {
    for (const block of blocksOf(message.content)) {
      if (block.type !== 'text') losses.add('messages', 'A system message holds text only: the rest of it was left out.');
      else if (block.text.trim() !== '') blocks.push({ ...block.extra?.['anthropic-messages'], type: 'text', text: block.text });
    }
  }
  if (all.some((message, index) => index > 0 && isSystem(message) && !isSystem(all[index - 1] ?? message))) {
    losses.add('messages', 'Anthropic takes system messages only at the top: later ones were moved there.');
  }
  if (instruction !== undefined) blocks.push({ type: 'text', text: instruction });
  if (blocks.length === 0) return { messages };
  const [only] = blocks;
  return { system: blocks.length === 1 && only && Object.keys(only).length === 2 ? String(only.text) : blocks, messages };
}

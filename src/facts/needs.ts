import type { Block } from '../chat/blocks';
import type { Chat } from '../chat/chat';
import type { RequestFacts } from '../decide/request';

/** What a model must be able to do to take this request whole, its history included. */
export function needsOf(chat: Chat): RequestFacts['needs'] {
  const types = blockTypes(chat);
  return {
    tools: chat.tools !== undefined && chat.tools.length > 0,
    images: types.has('image_url'),
    audio: types.has('input_audio'),
    files: types.has('file'),
    json: jsonNeed(chat.response_format),
  };
}

/** The kinds of blocks that a chat holds. */
export function blockTypes(chat: Chat): ReadonlySet<Block['type']> {
  const types = new Set<Block['type']>();
  for (const { content } of chat.messages) {
    if (typeof content === 'string') types.add('text');
    else for (const block of content) types.add(block.type);
  }
  return types;
}

function jsonNeed(format: Chat['response_format']): RequestFacts['needs']['json'] {
  if (format?.type === 'json_schema') return 'schema';
  return format?.type === 'json_object' ? 'object' : 'none';
}

import type { ClientDialect } from '../dialect';
import { readChat } from './read';
import { refuse } from './refuse';
import { whole } from './whole';
import { OpenAiWriter } from './writer';

/** OpenAI's chat completions, as its own clients, the Vercel AI SDK, LangChain and most others speak it. */
export const openAiChat: ClientDialect = {
  id: 'openai-chat',
  read: readChat,
  streamType: 'text/event-stream; charset=utf-8',
  writer: ({ include_usage }) => new OpenAiWriter(include_usage === true),
  wholeType: 'application/json; charset=utf-8',
  whole,
  refuse,
};

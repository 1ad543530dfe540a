import type { Chat } from '../../src/chat/chat';
import { failure, FailureError } from '../../src/chat/failure';
import { readPrompt } from '../../src/inbound/prompt';
import type { Ticket } from './ticket';

/**
 * A prompt as a chat: a text, a body with messages, or a list of messages. Where the model is the client's own word it is
 * replaced by what the endpoint made of it (an alias leaves the choice to the flow); a model that the flow set stands.
 * `place` is where the prompt stood, for errors. Throws FailureError.
 */
export function readChat(prompt: unknown, ticket: Ticket | undefined, place: string): Chat {
  const chat = readPrompt(prompt, place);
  if (!ticket) return chat;
  const { asked, model } = ticket.client;
  return chat.model === undefined || chat.model === asked ? Object.assign({}, chat, { model }) : chat;
}

/** The chat with the ask's instructions in front, as the first system message. */
export function withInstructions(chat: Chat, instructions: string): Chat {
  return instructions.trim() === '' ? chat : { ...chat, messages: [{ role: 'system', content: instructions }, ...chat.messages] };
}

/** The chat as a flow wants it that goes on with data: JSON mode where the model has one, and words for those that have none. */
export function asJson(chat: Chat): Chat {
  if (chat.response_format) return chat;
  return { ...withInstructions(chat, 'Answer with one JSON value and nothing else.'), response_format: { type: 'json_object' } };
}

/**
 * The value of a JSON answer. Models like to wrap it in a code fence. Throws LLM_BAD_ANSWER, which says nothing of what the answer
 * says: errors go into logs.
 */
export function parseAnswer(text: string, model: string): unknown {
  const json = withoutFence(text);
  try {
    return JSON.parse(json) as unknown;
  } catch {
    const looks = json.trim() === '' ? 'it is empty' : /^[{["]/.test(json.trim()) ? 'it begins like JSON, but has a mistake or no end' : 'it begins like a text';
    throw new FailureError(failure('bad_answer', `${model} did not answer in JSON (${looks}). Ask for JSON in the instructions, or choose a model with a JSON mode.`, { model }));
  }
}

/** What stands between "```json" and "```", where nothing stands around them. */
function withoutFence(text: string): string {
  const bare = text.trim();
  const firstLine = bare.indexOf('\n');
  if (!bare.startsWith('```') || !bare.endsWith('```') || firstLine < 0) return text;
  const language = bare.slice(3, firstLine).trim().toLowerCase();
  return language === '' || language === 'json' ? bare.slice(firstLine, -3).trim() : text;
}

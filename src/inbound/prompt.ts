import { isUint8Array } from 'node:util/types';
import type { Chat } from '../chat/chat';
import { FailureError, failure } from '../chat/failure';
import { readChat } from './openai-chat/read';

/**
 * What a flow or a plain text client asks, as a chat: a text, a number, true or false, or bytes of UTF-8 are one user message;
 * a list of messages, or an object with `messages`, is read as OpenAI's chat completions.
 * Throws FailureError(bad_request). `from` is where the value stood, for the error: "msg.payload".
 */
export function readPrompt(value: unknown, from = 'msg.payload'): Chat {
  if (Array.isArray(value) && value.length > 0) return readList(value, from);
  if (typeof value === 'object' && value !== null && 'messages' in value) return readChat(value);
  return readQuestion(value, from);
}

/** One question in plain words. */
export function readQuestion(value: unknown, from: string): Chat {
  const text = plainText(value);
  if (text === undefined) throw misplaced(from, objectAdvice(value, from));
  if (text.trim() === '') throw misplaced(from, `${from} is empty. ${from.startsWith('msg.') ? 'Put the question there, or set Prompt in the ask node.' : 'Put the question there.'}`);
  return { messages: [{ role: 'user', content: text }], stream: false };
}

/** Undefined for what has no words of its own. */
function plainText(value: unknown): string | undefined {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.length === 0 ? '' : undefined;
  // Not `instanceof`: a function node's values come from another realm.
  if (isUint8Array(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8');
  if (typeof value === 'object') return Object.keys(value).length === 0 ? '' : undefined;
  return ['string', 'number', 'boolean', 'bigint'].includes(typeof value) ? String(value) : undefined;
}

function readList(list: unknown[], from: string): Chat {
  const messages = list.every((one) => typeof one === 'object' && one !== null && 'role' in one);
  if (!messages) throw misplaced(from, `${from} is a list, but not of messages. Each needs a role and content, such as {"role": "user", "content": "Hello"}.`);
  return readChat({ messages: list });
}

/** The likeliest mistake is an object that holds the question one step deeper, as Telegram's does. */
function objectAdvice(value: unknown, from: string): string {
  if (typeof value !== 'object' || value === null) return `${from} is a ${typeof value}, which cannot be asked. Put the question there as text.`;
  const inner = ['content', 'text', 'prompt', 'message', 'question'].find((field) => typeof (value as Record<string, unknown>)[field] === 'string');
  if (!from.startsWith('msg.')) return `${from} is an object without messages. Send plain text, or JSON with messages.`;
  return `${from} is an object without messages. Set Prompt in the ask node to where the question stands, such as ${from.slice('msg.'.length)}.${inner ?? 'content'}.`;
}

function misplaced(from: string, message: string): FailureError {
  return new FailureError(failure('bad_request', message, { field: from.replace(/^msg\./, '') }));
}

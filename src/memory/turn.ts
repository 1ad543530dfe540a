import type { Block, ToolCallBlock } from '../chat/blocks';
import { blocksOf } from '../chat/blocks';
import type { Chat, Message } from '../chat/chat';
import { endsInHalf } from '../chat/half-character';
import type { Outcome } from '../run/outcome';

/** The most that a memory keeps of one message, in UTF-16 units. */
const maxLetters = 64 * 1024;
/** Ends an answer that broke off, so that model and reader know. */
const interruptedMark = '\n[interrupted]';

/**
 * The turn to remember: what was asked since the last finished answer, and what came of it. Instructions, reasoning and what only
 * one dialect understands are left out; images, sounds and files become short notes.
 * Empty where there is nothing to remember: no answer, a refused one, or one that waits for its tool calls. The latter is
 * remembered with the chat that brings their results, since a call without a result would spoil every later request.
 */
export function turnOf(chat: Chat, outcome: Outcome): Message[] {
  const answer = answerOf(outcome);
  const asked = askedIn(chat.messages);
  if (!answer || !asked.some((message) => message.role === 'user')) return [];
  return [...asked.map(slim), { role: 'assistant', content: answer }];
}

/** The words of the answer, or undefined where it is not worth remembering. */
function answerOf({ status, answer, failure }: Outcome): string | undefined {
  if (!answer || answer.finish === 'content_filter' || failure?.kind === 'refused') return undefined;
  const text = plainText(answer.content);
  if (status !== 'answered') return text === '' ? undefined : cut(text, maxLetters - interruptedMark.length) + interruptedMark;
  return answer.content.some(isCall) || text === '' ? undefined : cut(text, maxLetters);
}

/** From the last answer that called no tool on, without instructions. A text to be continued, which stands last, is part of the answer. */
function askedIn(messages: readonly Message[]): Message[] {
  const end = messages.length > 0 && isFinished(messages[messages.length - 1]) ? messages.length - 1 : messages.length;
  const start = messages.slice(0, end).findLastIndex(isFinished) + 1;
  return messages.slice(start, end).filter(({ role }) => role === 'user' || role === 'assistant' || role === 'tool');
}

const isFinished = (message: Message | undefined) => message?.role === 'assistant' && !blocksOf(message.content).some(isCall);
const isCall = (block: Block): block is ToolCallBlock => block.type === 'tool_call';

function slim(message: Message): Message {
  const blocks = blocksOf(message.content);
  const text = cut(plainText(blocks), maxLetters);
  const calls = blocks.filter(isCall).map(slimCall);
  return {
    role: message.role,
    content: calls.length === 0 ? text : [...(text === '' ? [] : [{ type: 'text' as const, text }]), ...calls],
    ...(message.name !== undefined && { name: message.name }),
    ...(message.tool_call_id !== undefined && { tool_call_id: message.tool_call_id }),
    ...(message.is_error && { is_error: true }),
  };
}

/** Arguments that are too long are left out whole: half of a JSON text is none. */
function slimCall({ type, id, name, arguments: given, custom }: ToolCallBlock): ToolCallBlock {
  return { type, id, name, arguments: given.length <= maxLetters ? given : custom ? '' : '{}', ...(custom && { custom }) };
}

function plainText(blocks: readonly Block[]): string {
  let text = '';
  for (const block of blocks) {
    const note = noteOf(block);
    if (note !== undefined) text += text === '' ? note : `\n${note}`;
    else if (block.type === 'text') text += block.text;
    else if (block.type === 'refusal') text += block.refusal;
  }
  return text;
}

function noteOf(block: Block): string | undefined {
  switch (block.type) {
    case 'image_url': return '[image]';
    case 'input_audio': return '[audio]';
    case 'file': return block.file.filename ? `[file ${block.file.filename}]` : '[file]';
    default: return undefined;
  }
}

/** Never between the two halves of one character. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const begin = text.slice(0, length);
  return endsInHalf(begin) ? begin.slice(0, -1) : begin;
}

import { blocksOf, type Block, type Content, type ToolCallBlock } from '../../chat/blocks';
import type { Message } from '../../chat/chat';
import { bad, extraOf, isGiven, isObject, kindOf, listAt, nameAt, objectAt, rest, textAt, type Json } from './check';
import { readContent } from './read-content';

const known = {
  plain: new Set(['role', 'content', 'name']),
  tool: new Set(['role', 'content', 'name', 'tool_call_id']),
  assistant: new Set(['role', 'content', 'name', 'tool_calls', 'refusal', 'reasoning_content']),
  call: new Set(['id', 'type', 'function', 'custom']),
  function: new Set(['name', 'arguments']),
  custom: new Set(['name', 'input']),
};

/** The messages of a request, each checked only as far as the router and the vendors rely on it. */
export function readMessages(value: unknown): Message[] {
  if (!isGiven(value)) throw bad('messages', 'messages is missing. Send a list such as [{"role": "user", "content": "Hello"}].');
  const messages = listAt(value, 'messages');
  if (messages.length === 0) throw bad('messages', 'messages is empty. Send at least one message, such as {"role": "user", "content": "Hello"}.');
  return messages.map((message, index) => readMessage(message, `messages[${index}]`));
}

function readMessage(value: unknown, field: string): Message {
  const message = objectAt(value, field);
  switch (message.role) {
    case 'user': case 'system': case 'developer':
      return { role: message.role, content: inputContent(message, field), ...nameOf(message, field), ...extraOf(rest(message, known.plain)) };
    case 'tool':
      return {
        role: 'tool', content: readContent(message.content, `${field}.content`), ...nameOf(message, field),
        tool_call_id: callId(message, field), ...extraOf(rest(message, known.tool)),
      };
    case 'assistant': return readAssistant(message, field);
    default: throw unknownRole(message.role, `${field}.role`);
  }
}

function unknownRole(role: unknown, field: string): Error {
  if (role === 'function') return bad(field, `${field} is "function", which OpenAI has given up. Send role "tool" with tool_call_id.`);
  const found = typeof role === 'string' && role !== '' ? JSON.stringify(role.slice(0, 40)) : kindOf(role);
  return bad(field, `${field} is ${found}. Use system, developer, user, assistant or tool.`);
}

function inputContent(message: Json, field: string): Content {
  const content = readContent(message.content, `${field}.content`);
  if (content.length === 0 && typeof content !== 'string') throw bad(`${field}.content`, `${field}.content is an empty list. Put a text or at least one part there.`);
  return content;
}

function nameOf(message: Json, field: string): { name?: string } {
  return isGiven(message.name) ? { name: textAt(message.name, `${field}.name`) } : {};
}

function callId(message: Json, field: string): string {
  const id = message.tool_call_id;
  if (typeof id === 'string' && id !== '') return id;
  throw bad(`${field}.tool_call_id`, `${field}.tool_call_id is ${kindOf(id)}. A tool message must say which call it answers: the id from tool_calls.`);
}

/**
 * An assistant's message. In canonical words everything it holds is a block, in the order reasoning, content, refusal, tool calls.
 * A message that is only a text or a list keeps that form.
 */
function readAssistant(message: Json, field: string): Message {
  if (isGiven(message.function_call)) throw bad(`${field}.function_call`, `${field}.function_call is OpenAI's old form. Send tool_calls.`);
  const reasoning: Block[] = isGiven(message.reasoning_content)
    ? [{ type: 'reasoning', text: textAt(message.reasoning_content, `${field}.reasoning_content`) }] : [];
  const refusal: Block[] = isGiven(message.refusal) ? [{ type: 'refusal', refusal: textAt(message.refusal, `${field}.refusal`) }] : [];
  const calls = isGiven(message.tool_calls) ? listAt(message.tool_calls, `${field}.tool_calls`).map((call, index) => readCall(call, `${field}.tool_calls[${index}]`)) : [];
  const left = rest(message, known.assistant);
  const around = reasoning.length + refusal.length + calls.length;
  if (!isGiven(message.content) && around === 0 && !left?.audio) {
    throw bad(`${field}.content`, `${field} says nothing. Give content, tool_calls or refusal.`);
  }
  const content = isGiven(message.content) ? readContent(message.content, `${field}.content`) : [];
  return {
    role: 'assistant', content: around === 0 ? content : [...reasoning, ...blocksOf(content), ...refusal, ...calls],
    ...nameOf(message, field), ...extraOf(left),
  };
}

/** A call of a function, or of a custom tool, whose input is plain text. */
function readCall(value: unknown, field: string): ToolCallBlock {
  const call = objectAt(value, field);
  const id = nameAt(call.id, `${field}.id`);
  if (call.type === 'custom') {
    const custom = objectAt(call.custom, `${field}.custom`);
    return {
      type: 'tool_call', id, name: nameAt(custom.name, `${field}.custom.name`), arguments: textAt(custom.input, `${field}.custom.input`), custom: true,
      ...extraOf(withInner(rest(call, known.call), 'custom', rest(custom, known.custom))),
    };
  }
  if (isGiven(call.type) && call.type !== 'function') throw bad(`${field}.type`, `${field}.type must be "function" or "custom".`);
  const called = objectAt(call.function, `${field}.function`);
  return {
    type: 'tool_call', id, name: nameAt(called.name, `${field}.function.name`), arguments: argumentsOf(called, field),
    ...extraOf(withInner(rest(call, known.call), 'function', rest(called, known.function))),
  };
}

function argumentsOf(called: Json, field: string): string {
  if (isObject(called.arguments)) throw bad(`${field}.function.arguments`, `${field}.function.arguments must be JSON as a text, not an object. Use JSON.stringify.`);
  return textAt(called.arguments, `${field}.function.arguments`);
}

/** What an inner object holds beyond the known stands under that object's name in `extra`. */
export function withInner(outer: Json | undefined, name: string, inner: Json | undefined): Json | undefined {
  return inner ? { ...outer, [name]: inner } : outer;
}

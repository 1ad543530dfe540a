import type { Chat, ResponseFormat } from '../../chat/chat';
import { bad, extraOf, isGiven, isObject, kindOf, nameAt, objectAt, rest, type Json } from './check';
import { readMessages } from './read-message';
import { readToolChoice, readTools } from './read-tools';

interface Check { is(value: unknown): boolean; words: string }

const number: Check = { is: (value) => Number.isFinite(value), words: 'a number' };
const wholeNumber: Check = { is: (value) => Number.isSafeInteger(value), words: 'a whole number' };
const limit: Check = { is: (value) => Number.isSafeInteger(value) && (value as number) >= 1, words: 'a whole number of at least 1' };
const flag: Check = { is: (value) => typeof value === 'boolean', words: 'true or false' };
const text: Check = { is: (value) => typeof value === 'string', words: 'a text' };
const object: Check = { is: isObject, words: 'an object' };

/** Fields that are canonical under the same name. Ranges differ by vendor and model, so only the type is checked. */
const settings: readonly [field: string, check: Check][] = Object.entries({
  model: { is: (value) => typeof value === 'string' && value.length <= 200, words: 'a text of at most 200 characters' },
  temperature: number, top_p: number, presence_penalty: number, frequency_penalty: number, seed: wholeNumber,
  reasoning_effort: text, parallel_tool_calls: flag, user: text, metadata: object, stream: flag,
  max_tokens: limit, max_completion_tokens: limit, n: limit,
});

const known: ReadonlySet<string> = new Set([
  ...settings.map(([field]) => field), 'messages', 'tools', 'tool_choice', 'stop', 'response_format', 'stream_options', 'functions', 'function_call',
]);

/**
 * A body of OpenAI's chat completions as a chat. `null` means not given, as with OpenAI.
 * Fields that are not known are kept for the vendor. Throws FailureError(bad_request) that names the field.
 */
export function readChat(body: unknown): Chat {
  if (!isObject(body)) throw bad('body', `The body must be a JSON object with messages, but it is ${kindOf(body)}. Send it with content-type: application/json.`);
  refuseOldForms(body);
  const messages = readMessages(body.messages);
  const chat: Chat = { messages, stream: false, ...readSettings(body) };
  const tools = readTools(body.tools);
  if (tools) chat.tools = tools;
  const choice = readToolChoice(body.tool_choice);
  if (choice) chat.tool_choice = choice;
  const stop = readStop(body.stop);
  if (stop) chat.stop = stop;
  const left = rest(body, known) ?? {};
  readFormat(body.response_format, chat, left);
  readStreamOptions(body.stream_options, chat, left);
  return Object.keys(left).length > 0 ? Object.assign(chat, extraOf(left)) : chat;
}

function refuseOldForms(body: Json): void {
  if (isGiven(body.functions)) throw bad('functions', 'functions is OpenAI\'s old form. Send tools: [{"type": "function", "function": {...}}].');
  if (isGiven(body.function_call)) throw bad('function_call', 'function_call is OpenAI\'s old form. Send tool_choice.');
}

/** The table above says which fields and types these are; `max_completion_tokens` stands above the older `max_tokens`. */
function readSettings(body: Json): Partial<Chat> {
  const read: Json = {};
  for (const [field, check] of settings) {
    const value = body[field];
    if (!isGiven(value)) continue;
    if (!check.is(value)) throw bad(field, `${field} must be ${check.words}, but it is ${typeof value === 'number' ? value : kindOf(value)}.`);
    read[field] = value;
  }
  if (typeof read.n === 'number' && read.n > 1) throw bad('n', `n is ${read.n}, but the router gives one answer a request. Leave n out and ask again ${read.n} times.`);
  if (read.max_completion_tokens !== undefined) read.max_tokens = read.max_completion_tokens;
  delete read.max_completion_tokens;
  if (read.model === '') delete read.model;
  return read;
}

function readStop(value: unknown): string[] | undefined {
  if (!isGiven(value)) return undefined;
  const stop = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(stop) || !stop.every((each) => typeof each === 'string')) throw bad('stop', `stop must be a text or a list of up to 4 texts, but it is ${kindOf(value)}.`);
  if (stop.length > 4) throw bad('stop', `stop has ${stop.length} texts. Send at most 4.`);
  return stop.length > 0 ? stop : undefined;
}

/** Formats that only some vendors know (a grammar, say) pass on as they came. */
function readFormat(value: unknown, chat: Chat, left: Json): void {
  if (!isGiven(value)) return;
  const format = objectAt(value, 'response_format');
  nameAt(format.type, 'response_format.type');
  if (format.type === 'json_schema') {
    const wanted = objectAt(format.json_schema, 'response_format.json_schema');
    nameAt(wanted.name, 'response_format.json_schema.name');
    if (!isObject(wanted.schema)) {
      throw bad('response_format.json_schema.schema', 'response_format.json_schema.schema must be a JSON schema (an object). For any JSON, use {"type": "json_object"}.');
    }
  } else if (format.type !== 'text' && format.type !== 'json_object') {
    left.response_format = format;
    return;
  }
  chat.response_format = format as ResponseFormat & Json;
}

function readStreamOptions(value: unknown, chat: Chat, left: Json): void {
  if (!isGiven(value)) return;
  const options = objectAt(value, 'stream_options');
  const wanted = options.include_usage;
  if (isGiven(wanted)) {
    if (typeof wanted !== 'boolean') throw bad('stream_options.include_usage', `stream_options.include_usage must be true or false, but it is ${kindOf(wanted)}.`);
    chat.include_usage = wanted;
  }
  const others = rest(options, new Set(['include_usage']));
  if (others) left.stream_options = others;
}

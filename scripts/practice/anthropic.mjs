import { randomUUID } from 'node:crypto';
import { turn } from './history.mjs';
import { modelsOf } from './models.mjs';
import { must } from './refusal.mjs';

/** Anthropic's messages. */
export const anthropic = {
  id: 'anthropic', path: '/v1/messages',
  readAsk, refuse, whole, frames, modelList, modelCard, limitHeaders,
  requestId: () => ({ 'request-id': newId('req') }),
};

const newId = (prefix) => `${prefix}_${randomUUID().replaceAll('-', '').slice(0, 24)}`;

const kinds = {
  bad_request: [400, 'invalid_request_error'],
  unsupported: [400, 'invalid_request_error'],
  too_long: [400, 'invalid_request_error'],
  too_large: [413, 'request_too_large'],
  bad_key: [401, 'authentication_error'],
  no_model: [404, 'not_found_error'],
  no_page: [404, 'not_found_error'],
  rate_limit: [429, 'rate_limit_error'],
  server: [500, 'api_error'],
  overloaded: [529, 'overloaded_error'],
};

function refuse({ kind, message, field, retryAfterSeconds }) {
  const [status, type] = kinds[kind];
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return { status, headers, body: { type: 'error', error: { type, message: field ? `${field}: ${message}` : message }, request_id: newId('req') } };
}

/** @returns {Omit<import('./answer.mjs').Ask, 'model'>} */
function readAsk(body) {
  must(Array.isArray(body.messages) && body.messages.length > 0, 'messages', 'Must be a list with at least one message.');
  must(Number.isInteger(body.max_tokens) && body.max_tokens > 0, 'max_tokens', 'Field required: a whole number above 0.');
  must((body.stop_sequences ?? []).every((stop) => typeof stop === 'string' && stop.trim()), 'stop_sequences', 'Each must be a text that is not blank.');
  const format = body.output_config?.format;
  must(!format || (format.type === 'json_schema' && format.schema), 'output_config.format', "Must be of type json_schema, with a 'schema'.");
  return {
    turns: [...readSystem(body.system), ...body.messages.flatMap(readMessage)],
    tools: (body.tools ?? []).filter((tool) => tool.input_schema).map(({ name, description, input_schema }) => ({ name, description, schema: input_schema })),
    toolChoice: readToolChoice(body.tool_choice),
    parallel: body.tool_choice?.disable_parallel_tool_use !== true,
    json: format ? { schema: format.schema } : null,
    maxTokens: body.max_tokens, stops: body.stop_sequences ?? [],
    stream: body.stream === true, usageChunk: true,
  };
}

const textOf = (content) => (typeof content === 'string' ? content : (content ?? []).map((block) => block.text ?? '').join(''));
const readSystem = (system) => (system ? [turn('system', textOf(system))] : []);

function readToolChoice(choice) {
  if (choice?.type === 'tool') return { name: choice.name };
  return { any: 'required', none: 'none' }[choice?.type] ?? 'auto';
}

/** One message may hold several tool results and text after them: each becomes a turn of its own. */
function readMessage(message, index) {
  must(message?.role === 'user' || message?.role === 'assistant', `messages.${index}.role`, "Must be 'user' or 'assistant'.");
  const blocks = typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;
  must(Array.isArray(blocks) && blocks.length > 0, `messages.${index}.content`, 'Must be a text or a list of blocks, not empty.');
  must(blocks.every((block) => block.type !== 'text' || block.text), `messages.${index}.content`, 'Text content blocks must be non-empty.');
  const results = blocks.filter(({ type }) => type === 'tool_result').map(({ tool_use_id, content }) => turn('tool', textOf(content), { answers: tool_use_id }));
  const rest = blocks.filter(({ type }) => type !== 'tool_result');
  if (rest.length === 0) return results;
  const calls = rest.filter(({ type }) => type === 'tool_use').map(({ id, name }) => ({ id, name }));
  return [...results, turn(message.role, textOf(rest), { images: rest.filter(({ type }) => type === 'image').length, calls })];
}

const finishes = { stop: 'end_turn', 'stop text': 'stop_sequence', length: 'max_tokens', tools: 'tool_use' };
const usageOf = ({ usage }, output = usage.output) => ({ input_tokens: usage.input, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: output });

function blocksOf(answer) {
  const text = answer.text ? [{ type: 'text', text: answer.text }] : [];
  return [...text, ...answer.calls.map(({ id, name, input }) => ({ type: 'tool_use', id: `toolu_${id}`, name, input }))];
}

const message = (ask, more) => ({ id: newId('msg'), type: 'message', role: 'assistant', model: ask.model.id, ...more });

function whole(ask, answer) {
  return message(ask, { content: blocksOf(answer), stop_reason: finishes[answer.finish], stop_sequence: answer.stopText, usage: usageOf(answer) });
}

/** The events of a streamed answer, in order; those with `paced` come at the model's pace. */
function* frames(ask, answer, words) {
  const event = (type, fields, paced = false) => ({ text: `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`, paced });

  yield event('message_start', { message: message(ask, { content: [], stop_reason: null, stop_sequence: null, usage: usageOf(answer, 1) }) });
  yield event('ping', {});
  for (const [index, block] of blocksOf(answer).entries()) {
    const isText = block.type === 'text';
    yield event('content_block_start', { index, content_block: isText ? { ...block, text: '' } : { ...block, input: {} } });
    for (const piece of words(isText ? block.text : JSON.stringify(block.input))) {
      yield event('content_block_delta', { index, delta: isText ? { type: 'text_delta', text: piece } : { type: 'input_json_delta', partial_json: piece } }, true);
    }
    yield event('content_block_stop', { index });
  }
  yield event('message_delta', { delta: { stop_reason: finishes[answer.finish], stop_sequence: answer.stopText }, usage: { output_tokens: answer.usage.output } });
  yield event('message_stop', {});
}

function modelCard(model) {
  return { type: 'model', id: model.id, display_name: model.id, created_at: '2026-01-01T00:00:00Z' };
}

function modelList() {
  const data = modelsOf('anthropic').map(modelCard);
  return { data, has_more: false, first_id: data[0].id, last_id: data.at(-1).id };
}

function limitHeaders({ requests, tokens, resetAt }) {
  const reset = resetAt.toISOString().replace(/\.\d+Z/, 'Z');
  const rows = { requests, tokens, 'input-tokens': tokens, 'output-tokens': tokens };
  return Object.fromEntries(Object.entries(rows).flatMap(([name, { limit, remaining }]) => [
    [`anthropic-ratelimit-${name}-limit`, String(limit)],
    [`anthropic-ratelimit-${name}-remaining`, String(remaining)],
    [`anthropic-ratelimit-${name}-reset`, reset],
  ]));
}

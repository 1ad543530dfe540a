import { randomUUID } from 'node:crypto';
import { turn } from './history.mjs';
import { modelsOf } from './models.mjs';
import { must, Refusal } from './refusal.mjs';

/** OpenAI's chat completions, as its own service and its many imitators speak it. */
export const openai = {
  id: 'openai', path: '/v1/chat/completions',
  readAsk, refuse, whole, frames, modelList, modelCard, limitHeaders,
  requestId: () => ({ 'x-request-id': `req_${randomUUID().replaceAll('-', '')}` }),
};

const kinds = {
  bad_request: [400, 'invalid_request_error', null],
  unsupported: [400, 'invalid_request_error', 'unsupported_value'],
  too_long: [400, 'invalid_request_error', 'context_length_exceeded'],
  too_large: [413, 'invalid_request_error', null],
  bad_key: [401, 'invalid_request_error', 'invalid_api_key'],
  no_model: [404, 'invalid_request_error', 'model_not_found'],
  no_page: [404, 'invalid_request_error', 'unknown_url'],
  rate_limit: [429, 'requests', 'rate_limit_exceeded'],
  server: [500, 'server_error', null],
  overloaded: [503, 'server_error', 'slow_down'],
};

function refuse({ kind, message, field, retryAfterSeconds }) {
  const [status, type, code] = kinds[kind];
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return { status, headers, body: { error: { message, type, param: field, code } } };
}

/** @returns {Omit<import('./answer.mjs').Ask, 'model'>} */
function readAsk(body) {
  must(Array.isArray(body.messages) && body.messages.length > 0, 'messages', "'messages' must be a list with at least one message.");
  if ((body.n ?? 1) !== 1) throw new Refusal('unsupported', "Practice models give one answer: 'n' must be 1.", { field: 'n' });
  const stops = [body.stop ?? []].flat();
  must(stops.length <= 4 && stops.every((stop) => typeof stop === 'string' && stop), 'stop', "'stop' must be a text or up to 4 texts.");
  const maxTokens = body.max_completion_tokens ?? body.max_tokens ?? undefined;
  must(maxTokens === undefined || (Number.isInteger(maxTokens) && maxTokens > 0), 'max_tokens', "'max_tokens' must be a whole number above 0.");
  return {
    turns: body.messages.map(readMessage),
    tools: (body.tools ?? []).filter(({ type }) => type === 'function').map(({ function: { name, description, parameters } }) => ({ name, description, schema: parameters })),
    toolChoice: readToolChoice(body.tool_choice ?? 'auto'),
    parallel: body.parallel_tool_calls !== false,
    json: readFormat(body.response_format?.type ?? 'text', body.response_format),
    maxTokens, stops,
    stream: body.stream === true,
    usageChunk: body.stream_options?.include_usage === true,
  };
}

const roles = { system: 'system', developer: 'system', user: 'user', assistant: 'assistant', tool: 'tool' };

function readMessage(message, index) {
  const role = roles[message?.role];
  must(role, `messages[${index}].role`, `Message ${index} has the role '${message?.role}'. Known roles: ${Object.keys(roles).join(', ')}.`);
  const parts = typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content ?? [];
  must(Array.isArray(parts), `messages[${index}].content`, `The content of message ${index} must be a text or a list of parts.`);
  return turn(role, parts.map((part) => part.text ?? part.refusal ?? '').join(''), {
    images: parts.filter(({ type }) => type === 'image_url').length,
    calls: (message.tool_calls ?? []).map((call) => ({ id: call.id, name: call.function?.name })),
    answers: message.tool_call_id,
  });
}

const readToolChoice = (choice) => (typeof choice === 'string' ? choice : { name: choice.function?.name });

function readFormat(type, format) {
  if (type === 'text') return null;
  must(type === 'json_object' || type === 'json_schema', 'response_format', "'response_format' must be of type text, json_object or json_schema.");
  must(type === 'json_object' || format.json_schema?.schema, 'response_format.json_schema', "'response_format' of type json_schema needs 'json_schema.schema'.");
  return { schema: format.json_schema?.schema };
}

const finishes = { stop: 'stop', 'stop text': 'stop', length: 'length', tools: 'tool_calls' };
const nowSeconds = () => Math.floor(Date.now() / 1000);
const answerId = () => `chatcmpl-${randomUUID().replaceAll('-', '')}`;

const usageOf = ({ usage }) => ({
  prompt_tokens: usage.input, completion_tokens: usage.output, total_tokens: usage.input + usage.output,
  prompt_tokens_details: { cached_tokens: 0 }, completion_tokens_details: { reasoning_tokens: usage.thinking },
});

function whole(ask, answer) {
  const calls = answer.calls.map((call) => ({ id: `call_${call.id}`, type: 'function', function: { name: call.name, arguments: JSON.stringify(call.input) } }));
  const message = { role: 'assistant', content: calls.length > 0 ? null : answer.text, refusal: null, ...(calls.length > 0 && { tool_calls: calls }) };
  return {
    id: answerId(), object: 'chat.completion', created: nowSeconds(), model: ask.model.id,
    choices: [{ index: 0, message, finish_reason: finishes[answer.finish], logprobs: null }],
    usage: usageOf(answer), system_fingerprint: 'fp_practice',
  };
}

/** The frames of a streamed answer, in order; those with `paced` come at the model's pace. */
function* frames(ask, answer, words) {
  const head = { id: answerId(), object: 'chat.completion.chunk', created: nowSeconds(), model: ask.model.id, system_fingerprint: 'fp_practice' };
  const chunk = (choices, usage = null) => `data: ${JSON.stringify({ ...head, choices, ...(ask.usageChunk && { usage }) })}\n\n`;
  const delta = (content, finish = null) => chunk([{ index: 0, delta: content, finish_reason: finish, logprobs: null }]);

  yield { text: delta({ role: 'assistant', content: answer.calls.length > 0 ? null : '', refusal: null }) };
  for (const word of words(answer.text)) yield { text: delta({ content: word }), paced: true };
  for (const [index, call] of answer.calls.entries()) {
    yield { text: delta({ tool_calls: [{ index, id: `call_${call.id}`, type: 'function', function: { name: call.name, arguments: '' } }] }), paced: true };
    for (const piece of words(JSON.stringify(call.input))) yield { text: delta({ tool_calls: [{ index, function: { arguments: piece } }] }), paced: true };
  }
  yield { text: delta({}, finishes[answer.finish]) };
  if (ask.usageChunk) yield { text: chunk([], usageOf(answer)) };
  yield { text: 'data: [DONE]\n\n' };
}

const perToken = (dollarsPerMillion) => (dollarsPerMillion / 1e6).toFixed(9);

/** Prices stand as in OpenRouter's list: dollars per token, as text. */
function modelCard(model) {
  return {
    id: model.id, object: 'model', created: 1_767_225_600, owned_by: 'practice', context_length: model.window,
    pricing: { prompt: perToken(model.inputPrice), completion: perToken(model.outputPrice) },
  };
}

function modelList() {
  return { object: 'list', data: modelsOf('openai').map(modelCard) };
}

/** Durations as Go writes them: "59.95s". */
function limitHeaders({ requests, tokens, resetMs }) {
  const reset = `${resetMs / 1000}s`;
  return {
    'x-ratelimit-limit-requests': String(requests.limit), 'x-ratelimit-remaining-requests': String(requests.remaining), 'x-ratelimit-reset-requests': reset,
    'x-ratelimit-limit-tokens': String(tokens.limit), 'x-ratelimit-remaining-tokens': String(tokens.remaining), 'x-ratelimit-reset-tokens': reset,
  };
}

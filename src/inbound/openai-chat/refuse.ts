import { failures, type Failure } from '../../chat/failure';
import type { Refusal } from '../dialect';
import { retryHeaders } from '../retry-after';

/** OpenAI's error object. Its clients choose the class of error by the status, and show `message`. */
export interface OpenAiError { message: string; type: string; param: string | null; code: string }

const types: Readonly<Record<number, string>> = {
  401: 'authentication_error', 402: 'insufficient_quota', 403: 'permission_error', 429: 'rate_limit_error',
};

/** OpenAI's coarse `type` of an error that goes out with this status. */
export function errorType(status: number): string {
  return types[status] ?? (status >= 500 ? 'server_error' : 'invalid_request_error');
}

/** A failure in OpenAI's words, for a body or for an event in the midst of a stream. */
export function errorOf(failure: Failure): OpenAiError {
  const { status, code } = failures[failure.kind];
  const error = { message: failure.message, type: errorType(status), param: failure.field ?? null, code: code as string };
  switch (failure.kind) {
    case 'context': return { ...error, message: withContextWords(failure.message), code: 'context_length_exceeded' };
    case 'unknown_model': return { ...error, code: 'model_not_found' };
    case 'refused': return { ...error, code: 'content_filter' };
    default: return error;
  }
}

/** LangChain and others know a prompt that is too long by these words alone. */
function withContextWords(message: string): string {
  return message.includes('maximum context length') ? message : `${message} (The maximum context length is exceeded.)`;
}

/** The answer to a client that still waits for its head. A vendor's refusal of our key is a 502, never a 401: the client's own key is fine. */
export function refuse(failure: Failure): Refusal {
  const headers = { 'content-type': 'application/json; charset=utf-8', ...retryHeaders(failure) };
  return { status: failures[failure.kind].status, headers, body: JSON.stringify({ error: errorOf(failure) }) };
}

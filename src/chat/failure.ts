/**
 * Why something did not work, classified once, where it is first seen. All that follows from a kind
 * (code, HTTP status, port of the ask node, what to try next, what it says of the model's health) is a column of one table.
 */
export type FailureKind =
  | 'stale' | 'connect' | 'server' | 'overloaded'
  | 'slow' | 'stalled' | 'cut' | 'malformed'
  | 'rate_limited' | 'quota' | 'bad_key' | 'forbidden'
  | 'no_model' | 'unsupported' | 'context' | 'bad_answer' | 'empty'
  | 'bad_request' | 'too_large' | 'refused'
  | 'cancelled' | 'deadline' | 'unanswered'
  | 'over_budget' | 'at_limit' | 'no_candidate' | 'unknown_model' | 'store_down' | 'loop' | 'interrupted';

export type Port = 'busy' | 'over budget' | 'refused' | 'failed';

export type ErrorCode =
  | 'LLM_RATE_LIMITED' | 'LLM_UNAVAILABLE' | 'LLM_TIMEOUT' | 'LLM_INTERRUPTED' | 'LLM_BAD_KEY' | 'LLM_NO_MODEL'
  | 'LLM_TOO_LONG' | 'LLM_BAD_ANSWER' | 'LLM_BAD_REQUEST' | 'LLM_REFUSED' | 'LLM_OVER_BUDGET' | 'LLM_BUSY' | 'LLM_LOOP' | 'LLM_CANCELLED';

/** What a failure says of a model: `count` feeds the breaker, `cool` waits for the hint, `misconfigured` waits for a person. */
export type HealthEffect = 'none' | 'count' | 'cool' | 'misconfigured';

/** What the next candidate must not share with the failed one. */
export type Drop = 'nothing' | 'origin' | 'candidate' | 'key and model' | 'connection' | 'small windows';

interface FailureRow {
  code: ErrorCode;
  /** HTTP status for a client that still waits for its head. */
  status: number;
  port: Port;
  /** How the same candidate may be asked again. */
  again: 'no' | 'at once' | 'once' | 'if told to wait';
  /** `stop` ends the run, `next` goes on without what `drop` names. */
  then: 'stop' | 'next';
  drop: Drop;
  health: HealthEffect;
}

const row = (
  code: ErrorCode, status: number, port: Port,
  again: FailureRow['again'], then: FailureRow['then'], drop: Drop, health: HealthEffect,
): FailureRow => ({ code, status, port, again, then, drop, health });

export const failures: Readonly<Record<FailureKind, FailureRow>> = {
  stale:        row('LLM_UNAVAILABLE', 502, 'failed', 'at once', 'next', 'candidate', 'none'),
  connect:      row('LLM_UNAVAILABLE', 502, 'failed', 'once', 'next', 'origin', 'count'),
  server:       row('LLM_UNAVAILABLE', 502, 'failed', 'once', 'next', 'candidate', 'count'),
  overloaded:   row('LLM_UNAVAILABLE', 503, 'busy', 'once', 'next', 'candidate', 'count'),
  slow:         row('LLM_TIMEOUT', 504, 'failed', 'no', 'next', 'candidate', 'count'),
  stalled:      row('LLM_TIMEOUT', 504, 'failed', 'no', 'next', 'candidate', 'count'),
  cut:          row('LLM_UNAVAILABLE', 502, 'failed', 'no', 'next', 'candidate', 'count'),
  malformed:    row('LLM_UNAVAILABLE', 502, 'failed', 'no', 'next', 'candidate', 'count'),
  rate_limited: row('LLM_RATE_LIMITED', 429, 'busy', 'if told to wait', 'next', 'key and model', 'cool'),
  quota:        row('LLM_BAD_KEY', 502, 'failed', 'no', 'next', 'connection', 'misconfigured'),
  bad_key:      row('LLM_BAD_KEY', 502, 'failed', 'no', 'next', 'connection', 'misconfigured'),
  forbidden:    row('LLM_BAD_KEY', 502, 'failed', 'no', 'next', 'connection', 'misconfigured'),
  no_model:     row('LLM_NO_MODEL', 502, 'failed', 'no', 'next', 'candidate', 'none'),
  unsupported:  row('LLM_BAD_REQUEST', 400, 'failed', 'no', 'next', 'candidate', 'none'),
  context:      row('LLM_TOO_LONG', 400, 'failed', 'no', 'next', 'small windows', 'none'),
  bad_answer:   row('LLM_BAD_ANSWER', 502, 'failed', 'once', 'next', 'candidate', 'none'),
  empty:        row('LLM_BAD_ANSWER', 502, 'failed', 'once', 'next', 'candidate', 'count'),
  bad_request:  row('LLM_BAD_REQUEST', 400, 'failed', 'no', 'stop', 'nothing', 'none'),
  too_large:    row('LLM_BAD_REQUEST', 413, 'failed', 'no', 'stop', 'nothing', 'none'),
  refused:      row('LLM_REFUSED', 400, 'refused', 'no', 'stop', 'nothing', 'none'),
  cancelled:    row('LLM_CANCELLED', 499, 'failed', 'no', 'stop', 'nothing', 'none'),
  deadline:     row('LLM_TIMEOUT', 504, 'failed', 'no', 'stop', 'nothing', 'count'),
  unanswered:   row('LLM_TIMEOUT', 504, 'failed', 'no', 'stop', 'nothing', 'none'),
  over_budget:  row('LLM_OVER_BUDGET', 402, 'over budget', 'no', 'stop', 'nothing', 'none'),
  at_limit:     row('LLM_BUSY', 429, 'busy', 'no', 'stop', 'nothing', 'none'),
  no_candidate: row('LLM_NO_MODEL', 503, 'failed', 'no', 'stop', 'nothing', 'none'),
  unknown_model: row('LLM_NO_MODEL', 404, 'failed', 'no', 'stop', 'nothing', 'none'),
  store_down:   row('LLM_UNAVAILABLE', 503, 'failed', 'no', 'stop', 'nothing', 'none'),
  loop:         row('LLM_LOOP', 508, 'failed', 'no', 'stop', 'nothing', 'none'),
  interrupted:  row('LLM_INTERRUPTED', 502, 'failed', 'no', 'stop', 'nothing', 'none'),
};

export interface Failure {
  kind: FailureKind;
  /** One sentence for people: what happened, at which model, and what to do. Never holds a key, a header or a prompt. */
  message: string;
  /** The field of the client's request that is wrong, where one is. */
  field?: string;
  /** What the vendor said, if a reply came. */
  vendorStatus?: number;
  vendorCode?: string;
  /** How long the vendor asks to wait, from now. */
  retryAfterMs?: number;
  /** The vendor's own "x-should-retry"; false stands above the kind: then the same is not asked again. */
  shouldRetry?: boolean;
  provider?: string;
  model?: string;
}

/** Makes a failure; `more` adds what is known beyond kind and message. */
export function failure(kind: FailureKind, message: string, more?: Omit<Partial<Failure>, 'kind' | 'message'>): Failure {
  return { kind, message, ...more };
}

/** An exception that carries a failure, for the borders where a value cannot be returned. */
export class FailureError extends Error {
  readonly code: ErrorCode;
  constructor(readonly failure: Failure) {
    super(failure.message);
    this.name = 'FailureError';
    this.code = failures[failure.kind].code;
  }

  /** The sentence alone, without the name of a class: Node-RED shows this text to people. */
  override toString(): string { return this.message; }
}

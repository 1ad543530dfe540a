/**
 * A request that gets no answer. Each dialect words the kinds in its own shape.
 * Kinds: bad_request, unsupported, too_long, too_large, bad_key, no_model, no_page, rate_limit, server, overloaded.
 */
export class Refusal extends Error {
  /** @param {string} kind @param {string} message @param {{ field?: string, retryAfterSeconds?: number }} [more] */
  constructor(kind, message, more = {}) {
    super(message);
    this.kind = kind;
    this.field = more.field ?? null;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

/** Throws where a field of a request is not as it must be. */
export function must(holds, field, message) {
  if (!holds) throw new Refusal('bad_request', message, { field });
}

import { countInput } from './tokens.mjs';

const requestsPerMinute = 10_000;
const tokensPerMinute = 2_000_000;
const minuteMs = 60_000;

/** Counts what every model was asked in this minute, for the rate limit headers. It never refuses: only a flaky model does. */
export function makeHeadroom() {
  const used = new Map();
  return (ask) => {
    const nowMs = Date.now();
    const minute = Math.floor(nowMs / minuteMs);
    const before = used.get(ask.model.id);
    const now = before?.minute === minute ? before : { minute, requests: 0, tokens: 0 };
    now.requests += 1;
    now.tokens += countInput(ask);
    used.set(ask.model.id, now);
    return {
      requests: { limit: requestsPerMinute, remaining: Math.max(0, requestsPerMinute - now.requests) },
      tokens: { limit: tokensPerMinute, remaining: Math.max(0, tokensPerMinute - now.tokens) },
      resetMs: (minute + 1) * minuteMs - nowMs,
      resetAt: new Date((minute + 1) * minuteMs),
    };
  };
}

import { dateMs } from '../net/http-date';
import type { ReplyHeaders } from '../net/net';
import type { Limits } from './dialect';
import { fromNowMs } from './reply-errors/durations';

/** The headers that hold one vendor's limits. */
export interface LimitHeaders { requestsLeft: string; requestsReset: string; tokensLeft: string; tokensReset: string }

/** Never negative: Azure was seen to send -1 for "not known". */
function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d+\s*$/.test(text) ? Number(text) : undefined;
}

/** What is left of the vendor's limits. Absolute times are read against the reply's own `date` header, so no clock is needed. */
export function readLimits(headers: ReplyHeaders, names: LimitHeaders): Limits | undefined {
  const requestsLeft = count(headers[names.requestsLeft]);
  const tokensLeft = count(headers[names.tokensLeft]);
  if (requestsLeft === undefined && tokensLeft === undefined) return undefined;
  const nowMs = headers.date === undefined ? undefined : dateMs(headers.date);
  const limits: Limits = {};
  if (requestsLeft !== undefined) limits.requestsLeft = requestsLeft;
  if (tokensLeft !== undefined) limits.tokensLeft = tokensLeft;
  const requestsResetMs = fromNowMs(headers[names.requestsReset], nowMs);
  if (requestsResetMs !== undefined) limits.requestsResetMs = requestsResetMs;
  const tokensResetMs = fromNowMs(headers[names.tokensReset], nowMs);
  if (tokensResetMs !== undefined) limits.tokensResetMs = tokensResetMs;
  return limits;
}

import type { ReplyHeaders } from '../../net/net';
import { believedMs, fromNowMs, goDurationMs } from './durations';
import type { Told } from './told';

/** The reset headers of the limits that are used up. */
const resets = [
  ['x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests'],
  ['x-ratelimit-remaining-tokens', 'x-ratelimit-reset-tokens'],
  ['anthropic-ratelimit-requests-remaining', 'anthropic-ratelimit-requests-reset'],
  ['anthropic-ratelimit-input-tokens-remaining', 'anthropic-ratelimit-input-tokens-reset'],
  ['anthropic-ratelimit-output-tokens-remaining', 'anthropic-ratelimit-output-tokens-reset'],
  ['anthropic-ratelimit-tokens-remaining', 'anthropic-ratelimit-tokens-reset'],
] as const;

/** How long the vendor asks to wait, in milliseconds from now. The surest spelling wins. Dates need `wallMs`. */
export function waitHintMs(headers: ReplyHeaders, told: Told | undefined, wallMs: number | undefined): number | undefined {
  return exactMs(headers['retry-after-ms']) ?? fromNowMs(headers['retry-after'], wallMs) ?? usedUpMs(headers, wallMs) ?? inBodyMs(told, wallMs);
}

/** A blank one is none: as a number it would be 0. */
function exactMs(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(text) ? believedMs(Number(text)) : undefined;
}

function usedUpMs(headers: ReplyHeaders, wallMs: number | undefined): number | undefined {
  let longest: number | undefined;
  for (const [left, reset] of resets) {
    if (headers[left]?.trim() !== '0') continue;
    const ms = fromNowMs(headers[reset], wallMs);
    if (ms !== undefined) longest = Math.max(longest ?? 0, ms);
  }
  return longest;
}

function inBodyMs(told: Told | undefined, wallMs: number | undefined): number | undefined {
  if (!told) return undefined;
  const delay = told.detail?.retryDelay;
  if (typeof delay === 'string') return goDurationMs(delay);
  const inner = told.detail?.headers;
  if (typeof inner === 'object' && inner !== null) {
    const reset = (inner as Record<string, unknown>)['X-RateLimit-Reset'];
    if (typeof reset === 'string') return fromNowMs(reset, wallMs);
  }
  const words = /(?:try again|retry) in ((?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+)/i.exec(told.message);
  return words?.[1] === undefined ? undefined : goDurationMs(words[1]);
}

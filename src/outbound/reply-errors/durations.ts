import { dateMs } from '../../net/http-date';

const dayMs = 86_400_000;
const unitMs: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, 'µs': 1e-3, ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: dayMs };
/** No duration and no date is longer. To look at a text of thousands of digits takes seconds. */
const mostCharacters = 64;

/** A wait as it is believed: neither negative nor beyond a day. */
export function believedMs(ms: number): number {
  return Math.min(dayMs, Math.max(0, Math.ceil(ms)));
}

/** A Go-style duration ("6m0s", "12ms", "1h2m3.5s") in milliseconds, at most a day, or undefined. */
export function goDurationMs(text: string): number | undefined {
  if (text.length > mostCharacters) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d)/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== text) return undefined;
  return believedMs(parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit ?? ''] ?? 0), 0));
}

/**
 * How long from now, in milliseconds, for the spellings of reset headers: a Go duration, seconds, an epoch in seconds or
 * milliseconds, a date. `nowMs` undefined: absolute spellings give undefined. Never negative, never beyond a day.
 */
export function fromNowMs(text: string | undefined, nowMs: number | undefined): number | undefined {
  const value = text?.trim();
  if (!value || value.length > mostCharacters) return undefined;
  if (/^-/.test(value)) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) {
    const number = Number(value);
    if (number < 1e9) return believedMs(number * 1_000);
    return nowMs === undefined ? undefined : believedMs((number < 1e11 ? number * 1_000 : number) - nowMs);
  }
  const duration = goDurationMs(value);
  if (duration !== undefined) return duration;
  const at = dateMs(value);
  return at === undefined || nowMs === undefined ? undefined : believedMs(at - nowMs);
}

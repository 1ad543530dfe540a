import { dateMs } from '../../net/http-date';

const unitMs: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, 'µs': 1e-3, ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A Go-style duration ("6m0s", "12ms", "1h2m3.5s") in milliseconds, or undefined. */
export function goDurationMs(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d)/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== text) return undefined;
  return Math.ceil(parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit ?? ''] ?? 0), 0));
}

/**
 * How long from now, in milliseconds, for the spellings of reset headers: a Go duration, seconds, an epoch in seconds or
 * milliseconds, a date. `nowMs` undefined: absolute spellings give undefined. Never negative.
 */
export function fromNowMs(text: string | undefined, nowMs: number | undefined): number | undefined {
  const value = text?.trim();
  if (!value) return undefined;
  if (/^-/.test(value)) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) {
    const number = Number(value);
    if (number < 1e9) return Math.ceil(number * 1_000);
    return nowMs === undefined ? undefined : Math.max(0, Math.ceil((number < 1e11 ? number * 1_000 : number) - nowMs));
  }
  const duration = goDurationMs(value);
  if (duration !== undefined) return duration;
  const at = dateMs(value);
  return at === undefined || nowMs === undefined ? undefined : Math.max(0, at - nowMs);
}

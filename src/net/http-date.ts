/** A date of a header (RFC 9110 or RFC 3339) as milliseconds since 1970, or undefined. Reads no clock. */
export function dateMs(text: string): number | undefined {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

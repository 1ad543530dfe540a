/** Small words for decisions. Only made when somebody looks. */

/** 12000 -> "12,000" */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** 1 -> "1 model", 3 -> "3 models" */
export function many(value: number, thing: string): string {
  return `${count(value)} ${thing}${value === 1 ? '' : 's'}`;
}

/** Micro-dollars as dollars, with as many places as it takes to say something: "$0", "$0.000012", "$0.0042", "$12.50". */
export function dollars(micros: number): string {
  const value = micros / 1e6;
  if (value === 0) return '$0';
  if (value >= 0.1) return `$${value.toFixed(2)}`;
  return `$${Number(value.toPrecision(2)).toFixed(6).replace(/0+$/, '')}`;
}

/** 420 -> "420 ms", 2300 -> "2.3 s", 90000 -> "90 s" */
export function duration(ms: number): string {
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${count(ms / 1000)} s`;
}

/** "a, b and 3 more" */
export function list(names: readonly string[], atMost = 5): string {
  const more = names.length - atMost;
  return more > 0 ? `${names.slice(0, atMost).join(', ')} and ${more} more` : names.join(', ');
}

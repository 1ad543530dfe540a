/** The value below which a share of the values lies; NaN of none. */
export function quantile(values, share) {
  if (values.length === 0) return Number.NaN;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

export const median = (values) => quantile(values, 0.5);

/** The values of several lists as one. */
export function together(lists) {
  const all = new Float64Array(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) { all.set(list, at); at += list.length; }
  return all;
}

const shown = (value, digits = 0) => (value === undefined || Number.isNaN(value) ? '-' : value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }));
export const whole = (value) => shown(value);
export const tenths = (value) => shown(value, 1);
export const ratio = (value) => shown(value, 2);

/** A Markdown table; all but the first column to the right. */
export function table(heads, rows) {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(heads), rule, ...rows.map(line)].join('\n');
}

/** A bar that a number must keep to, and whether it does. */
export const bar = (what, value, most, unit = '') => ({ what, value, most, unit, holds: value <= most });

export function bars(list) {
  const number = (value) => (Number.isNaN(value) ? '-' : value.toLocaleString('en-US', { maximumFractionDigits: 2 }));
  return table(['bar', 'measured', 'at most', 'holds'], list.map(({ what, value, most, unit, holds }) => [what, `${number(value)}${unit}`, `${number(most)}${unit}`, holds ? 'yes' : 'NO']));
}

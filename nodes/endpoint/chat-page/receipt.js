/**
 * What stands under an answer, from the `llm` object that the endpoint sends beside the usage:
 * { model, provider, why, cost, tokens: { in, out }, ms: { first, total }, cached, tries }. Absent fields are left out.
 * @returns {{ model: string, provider: string, why: string, facts: { name: string, text: string }[] }}
 */
export function receiptOf(llm) {
  const { tokens, ms, cost, cached, tries } = llm;
  const facts = [
    cost !== undefined && { name: 'Cost', text: costText(cost) },
    tokens && { name: 'Tokens', text: `${count(tokens.in)} in, ${count(tokens.out)} out` },
    isNumber(ms?.first) && { name: 'First word', text: duration(ms.first) },
    isNumber(ms?.total) && { name: 'Whole', text: duration(ms.total) },
    cached !== undefined && { name: 'Cached', text: cached ? 'yes' : 'no' },
    tries !== undefined && { name: 'Tries', text: count(tries) },
  ];
  return { model: llm.model ?? 'unknown model', provider: llm.provider ?? '', why: llm.why ?? '', facts: facts.filter(Boolean) };
}

const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);
const count = (value) => (isNumber(value) ? value.toLocaleString('en-US') : '?');

/** Dollars with as many digits as it takes to see two of them; null is unknown, never free. */
export function costText(dollars) {
  if (!isNumber(dollars)) return 'unknown';
  if (dollars === 0) return '$0';
  if (dollars < 0.000001) return 'under $0.000001';
  const digits = dollars >= 0.01 ? 2 + (dollars < 1) : Math.min(6, 1 - Math.floor(Math.log10(dollars)));
  return `$${dollars.toFixed(digits)}`;
}

/** Milliseconds for people. */
export function duration(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 59_950 ? `${(ms / 1000).toFixed(1)} s` : `${Math.floor(Math.round(ms / 1000) / 60)} min ${Math.round(ms / 1000) % 60} s`;
}

// Prices in micro-dollars per million tokens.

const micros = (dollars) => Math.round(dollars * 1e6);

/** Does a name fit one of the rules by which genai-prices finds a model? */
export function matches(rule, name) {
  if (rule.equals !== undefined) return name === rule.equals;
  if (rule.starts_with !== undefined) return name.startsWith(rule.starts_with);
  if (rule.ends_with !== undefined) return name.endsWith(rule.ends_with);
  if (rule.contains !== undefined) return name.includes(rule.contains);
  if (rule.regex !== undefined) return new RegExp(rule.regex).test(name);
  if (rule.or) return rule.or.some((each) => matches(each, name));
  return rule.and ? rule.and.every((each) => matches(each, name)) : false;
}

export function pricedModel(provider, name) {
  return provider?.models.find((model) => model.id === name) ?? provider?.models.find((model) => matches(model.match, name.toLowerCase()));
}

/** The price that holds on a day. Where it depends on the hour, the dearest: a budget must never be undercharged. */
export function priceOn(model, date) {
  const rules = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }];
  const byDate = rules.filter(({ constraint }) => constraint === undefined || (constraint.type === 'start_date' && constraint.start_date <= date)).at(-1);
  const byHour = rules.filter(({ constraint }) => constraint?.type === 'time_of_date');
  const all = [byDate, ...byHour].filter(Boolean).map(({ prices }) => fromRates(prices)).filter(Boolean);
  return all.sort((one, other) => other.input + other.output - one.input - one.output)[0];
}

const base = (rate) => (typeof rate === 'object' ? rate.base : rate);
const at = (rate, start) => (typeof rate === 'object' ? rate.tiers.filter((tier) => tier.start <= start).at(-1)?.price ?? rate.base : rate);

function fromRates(rates) {
  const { input_mtok: input, output_mtok: output, cache_read_mtok: read, cache_write_mtok: written } = rates;
  if (!(base(input) >= 0) || !(base(output) >= 0)) return undefined;
  const starts = [...new Set([input, output, read, written].flatMap((rate) => (typeof rate === 'object' ? rate.tiers.map((tier) => tier.start) : [])))].sort((one, other) => one - other);
  const row = (get) => ({
    input: micros(get(input)), output: micros(get(output)),
    ...(read !== undefined && { cacheRead: micros(get(read)) }), ...(written !== undefined && { cacheWrite: micros(get(written)) }),
  });
  return {
    ...row(base), ...(rates.requests_kcount !== undefined && { perRequest: Math.round(base(rates.requests_kcount) * 1e3) }),
    ...(starts.length > 0 && { tiers: starts.map((start) => ({ above: start, ...row((rate) => at(rate, start)) })) }),
  };
}

/** pi-catalog's price. It writes 0 both for free and for unknown: only a model that is called free is free. */
export function priceOfCost(cost, isFree) {
  // Less than nothing: it depends on the model that a router picks.
  if (cost.input < 0 || cost.output < 0) return undefined;
  if (cost.input === 0 && cost.output === 0) return isFree ? { input: 0, output: 0 } : undefined;
  const row = ({ input, output, cacheRead, cacheWrite }) => ({
    input: micros(input), output: micros(output), ...(cacheRead > 0 && { cacheRead: micros(cacheRead) }), ...(cacheWrite > 0 && { cacheWrite: micros(cacheWrite) }),
  });
  const { longContext } = cost;
  return { ...row(cost), ...(longContext && { tiers: [{ above: longContext.inputThreshold, ...row(longContext) }] }) };
}

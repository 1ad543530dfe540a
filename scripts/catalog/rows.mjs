// Puts the two sources together, one row a model.
import { pricedModel, priceOfCost, priceOn } from './price.mjs';
import { qualities } from './quality.mjs';
import { anyEffort, notChat, vendors } from './vendors.mjs';

const told = [];

/** Where the sources disagree. A person decides, and writes the decision into overrides.json. */
export function differences() {
  return told;
}

export function rowsOf(prices, abilities, date) {
  const quality = qualities(abilities);
  return Object.entries(vendors).flatMap(([vendor, rule]) => {
    const known = abilities[rule.abilities] ?? {};
    const provider = prices.find(({ id }) => id === rule.prices);
    const ids = Object.keys(known).filter((id) => wanted(id, rule, known));
    const rows = ids.map((id) => row(vendor, rule, id, known[id], pricedModel(provider, rule.pricedAs?.(id) ?? id), quality, date));
    const more = (provider?.models ?? []).filter(({ id }) => rule.alsoPriced?.test(id) && !known[id]).map((model) => pricedOnly(vendor, rule, model, date));
    return [...rows, ...more].sort((one, other) => (one.name < other.name ? -1 : 1));
  });
}

function wanted(id, rule, known) {
  const model = known[id];
  if (model.kind !== undefined || model.supportsTools === false && model.contextWindow === null) return false;
  if (notChat.test(id) || rule.leaveOut?.test(id)) return false;
  // A dated name is found by its plain one.
  const plain = id.replace(/-(20\d{6}|20\d\d-\d\d-\d\d)$/, '');
  return plain === id || known[plain] === undefined;
}

function row(vendor, rule, id, model, priced, quality, date) {
  const name = rule.name?.(id) ?? id;
  const price = rule.unpriced ? undefined : chosenPrice(vendor, name, priced && priceOn(priced, date), priceOfCost(model.cost, rule.freeNames?.test(id)));
  const window = chosenWindow(vendor, name, priced?.context_window, model.contextWindow ?? undefined);
  const maxOutput = model.maxTokens ?? undefined;
  const images = model.input.includes('image');
  const refuses = refusals(vendor, model);
  const efforts = effortsOf(vendor, id, model);
  const thinking = vendor === 'anthropic' ? thinkingOf(model) : undefined;
  return {
    vendor, name, ...(price && { price }), ...(window && { window }), ...(maxOutput && { maxOutput: Math.min(maxOutput, window ?? maxOutput) }),
    can: {
      tools: model.supportsTools !== false, images, audio: rule.audio?.test(id) === true, files: images && rule.files === true, json: jsonOf(vendor, id, rule, thinking),
      reasoning: model.reasoning, prefill: vendor === 'anthropic' ? thinking !== 'adaptive' : rule.prefill === true,
    },
    ...(quality(id) !== undefined && { quality: quality(id) }),
    ...(refuses.length > 0 && { refuses }), ...(efforts && { efforts }), ...(thinking && { thinking }),
  };
}

function pricedOnly(vendor, rule, model, date) {
  const price = priceOn(model, date);
  return {
    vendor, name: model.id, ...(price && { price }), ...(model.context_window && { window: model.context_window }),
    can: { tools: !rule.noTools, images: false, audio: false, files: false, json: rule.json, reasoning: /reason|deep-research/.test(model.id), prefill: rule.prefill === true },
  };
}

/** Of two prices the dearer: a budget must never be undercharged. */
function chosenPrice(vendor, name, first, second) {
  if (first && second && (first.input !== second.input || first.output !== second.output)) {
    const dearer = first.input + first.output >= second.input + second.output ? first : second;
    told.push(`price   ${vendor}/${name}: ${first.input / 1e6}/${first.output / 1e6} against ${second.input / 1e6}/${second.output / 1e6}; ${dearer.input / 1e6}/${dearer.output / 1e6} is taken`);
    return dearer;
  }
  return first ?? second;
}

/** Some sources count the input alone, some input and answer: the smaller one is safe. */
function chosenWindow(vendor, name, first, second) {
  if (first && second && first !== second) told.push(`window  ${vendor}/${name}: ${first} against ${second}; the smaller is taken`);
  return first && second ? Math.min(first, second) : first ?? second;
}

function refusals(vendor, { compat = {}, reasoning }) {
  const refuses = [];
  if (compat.supportsSamplingParams === false) refuses.push('sampling');
  if (vendor === 'xai' && reasoning) refuses.push('penalties', 'stop');
  // OpenAI's reasoning models refuse stop together with sampling.
  if (vendor === 'openai' && compat.supportsSamplingParams === false && reasoning) refuses.push('stop');
  if (compat.supportsForcedToolChoice === false || compat.supportsToolChoice === false) refuses.push('forced tool');
  return refuses;
}

/** The efforts that a model takes; none for one that does not reason; undefined where the source only has its usual list. */
function effortsOf(vendor, id, { reasoning, thinking }) {
  if (!reasoning) return [];
  const efforts = thinking?.efforts;
  if (!efforts || thinking.mode === 'budget') return undefined;
  if (vendor === 'openai') return openaiEfforts(id, efforts);
  if (anyEffort.includes(efforts.join()) && thinking.mode !== 'google-level') return undefined;
  // The newest of all cannot be told not to think.
  return thinking.mode === 'anthropic-adaptive' && !/fable|mythos/.test(id) ? ['none', ...efforts] : efforts;
}

function openaiEfforts(id, efforts) {
  if (/^o\d/.test(id)) return ['low', 'medium', 'high'];
  if (/^gpt-5(-mini|-nano)?$/.test(id)) return ['minimal', 'low', 'medium', 'high'];
  const real = efforts.filter((effort) => effort !== 'minimal');
  return /^gpt-(5\.[1-9]|[6-9])/.test(id) && !/chat|codex/.test(id) ? ['none', ...real] : real;
}

function thinkingOf({ reasoning, thinking }) {
  if (!reasoning) return undefined;
  return thinking?.mode === 'anthropic-adaptive' ? 'adaptive' : 'budget';
}

function jsonOf(vendor, id, rule, thinking) {
  if (vendor === 'anthropic') return thinking === 'adaptive' || /-4-5/.test(id) ? 'schema' : 'object';
  if (vendor === 'openai' && /^(gpt-3|gpt-4(-|$)|gpt-4o-2024-05)/.test(id)) return 'object';
  return rule.json;
}

import type { Chat, Tool } from '../chat/chat';
import { failure, FailureError } from '../chat/failure';
import type { BudgetWish } from '../decide/plan';

type Test = (value: unknown) => boolean;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const empty: Test = (value) => value === undefined || value === null || value === false || value === '';
/** Forms and wrappers send blank texts, lists and objects for what was not set. */
const given: Test = (value) => !empty(value) && !(isObject(value) && Object.keys(value).length === 0);
const otherThan = (...plain: string[]): Test => (value) => given(value) && !(typeof value === 'string' && plain.includes(value.toLowerCase()));

/**
 * Fields with which one call can cost more than the model's price says: whoever knows them takes another price, another model, or money
 * for something beside tokens. They mean the same at all vendors that know them, so that one table does.
 */
const dearer: Readonly<Record<string, Test>> = {
  /* A faster lane. Anthropic's words go through gateways. */
  service_tier: otherThan('auto', 'default', 'flex', 'standard', 'standard_only', 'on_demand'),
  speed: otherThan('standard'),
  inference_geo: otherThan('global', 'not_available'),
  /* Searches, tools and files that are paid for one by one: OpenAI and Perplexity, xAI, DashScope, OpenRouter. */
  web_search_options: (value) => !empty(value), // An empty object switches it on.
  search_parameters: (value) => given(value) && !(isObject(value) && 'mode' in value && value.mode === 'off'),
  enable_search: given, plugins: given, mcp_servers: given,
  /* Another model, or another one who serves it: OpenRouter, LiteLLM. */
  models: given, fallbacks: given, provider: given, route: given, preset: given,
  /* Answers beside the one that is read, words that are thrown away, and sounds, which have a price of their own. */
  best_of: (value) => given(value) && Number(value) !== 1,
  prediction: given,
  audio: given,
  modalities: (value) => given(value) && value !== 'text' && !(Array.isArray(value) && value.every((one) => one === 'text')),
};

/** Tools that the client runs, though the vendor has described them: a custom one, and Anthropic's ("bash_20250124", "computer_20250124", ...). */
const runByClient = /^(custom$|(bash|computer|memory|text_editor)_\d)/;

/** Others that are no functions the vendor runs itself, such as a search. */
const isRunByVendor = (tool: Tool): boolean => tool.foreign === true && !runByClient.test(String(Object.values(tool.extra ?? {})[0]?.type));

/**
 * Throws FailureError(bad_request) that names the field where a budget would be counted by a price that does not hold. What such a call
 * costs nobody knows beforehand, so it is treated as a model without a price: a budget that allows those, and a person's approval, let it pass.
 */
export function refuseDearer(chat: Chat, budgets: readonly BudgetWish[]): void {
  const strict = budgets.find((wish) => wish.unknownPrice === 'block' && wish.approved !== true);
  const field = strict && dearerField(chat);
  if (!field) return;
  throw new FailureError(failure('bad_request', `${field} can make a call cost more than the model's price, by which budget '${strict.budget}' is kept. `
    + 'Leave it out, or let the cost guard allow unknown prices.', { field }));
}

function dearerField({ extra, tools }: Chat): string | undefined {
  const at = tools?.findIndex(isRunByVendor) ?? -1;
  if (at >= 0) return `tools[${at}]`;
  for (const fields of Object.values(extra ?? {})) {
    for (const field of Object.keys(fields)) if (Object.hasOwn(dearer, field) && dearer[field]!(fields[field])) return field;
  }
  return undefined;
}

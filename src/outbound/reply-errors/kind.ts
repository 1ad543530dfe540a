import type { FailureKind } from '../../chat/failure';
import { causeOf, type Told } from './told';

/** Codes and types by which vendors name what is wrong, in lower case. They are surer than texts and statuses. */
const byCode: ReadonlyMap<string, FailureKind> = new Map(Object.entries<FailureKind>({
  context_length_exceeded: 'context', exceed_context_size_error: 'context', context_window_exceeded: 'context', context_window_exceeded_error: 'context',
  insufficient_quota: 'quota', credit_balance_exhausted: 'quota', organization_spend_limit_exceeded: 'quota', project_spend_limit_exceeded: 'quota',
  organization_usage_limit_exceeded: 'quota', billing_hard_limit_reached: 'quota', billing_not_active: 'quota', billing_error: 'quota', arrearage: 'quota',
  exceeded_current_quota_error: 'quota', insufficient_balance: 'quota', insufficient_credits: 'quota', payment_required: 'quota',
  rate_limit_exceeded: 'rate_limited', rate_limit_error: 'rate_limited', rate_limit_reached_error: 'rate_limited', too_many_requests: 'rate_limited',
  ratelimitreached: 'rate_limited', throttling: 'rate_limited', limit_requests: 'rate_limited', resource_exhausted: 'rate_limited',
  invalid_api_key: 'bad_key', authentication_error: 'bad_key', invalid_authentication_error: 'bad_key', api_key_invalid: 'bad_key',
  invalidapikey: 'bad_key', incorrect_api_key_error: 'bad_key', unauthenticated: 'bad_key', wrong_api_key: 'bad_key',
  permission_error: 'forbidden', permission_denied: 'forbidden', permission_denied_error: 'forbidden', access_denied: 'forbidden', account_deactivated: 'forbidden',
  unsupported_country_region_territory: 'forbidden', failed_precondition: 'forbidden', accessdenied: 'forbidden',
  model_not_found: 'no_model', not_found_error: 'no_model', deploymentnotfound: 'no_model', resource_not_found_error: 'no_model', model_decommissioned: 'no_model',
  unknown_model: 'no_model', model_not_supported: 'no_model', model_not_available: 'no_model', invalid_model: 'no_model', modelnotfound: 'no_model', not_found: 'no_model',
  overloaded_error: 'overloaded', slow_down: 'overloaded', engine_overloaded: 'overloaded', engine_overloaded_error: 'overloaded', unavailable: 'overloaded',
  service_unavailable: 'overloaded', server_overloaded: 'overloaded', capacity_exceeded: 'overloaded', unavailable_error: 'overloaded',
  server_error: 'server', api_error: 'server', internal_server_error: 'server', internal_error: 'server', timeout_error: 'server', internal: 'server',
  // GitHub's limit of one request on a free plan, far below the model's window: another provider may well take it.
  tokens_limit_reached: 'unsupported',
  // Mistral's order of roles is stricter than that of others.
  invalid_request_message_order: 'unsupported',
  unsupported_parameter: 'unsupported', unsupported_value: 'unsupported', extra_forbidden: 'unsupported',
  content_policy_violation: 'refused', content_filter: 'refused', invalid_prompt: 'refused', responsibleaipolicyviolation: 'refused',
  data_inspection_failed: 'refused', datainspectionfailed: 'refused', moderation_blocked: 'refused', content_blocked: 'refused',
  tool_use_failed: 'bad_answer', json_validate_failed: 'bad_answer', output_parse_failed: 'bad_answer',
  request_too_large: 'too_large',
}));

const context = /context[ _](length|window|size|limit)|maximum context|prompt is too long|prompt too long|too many (input )?tokens|input is too long|input too long|exceeds the maximum number of tokens|input tokens exceed|exceed_context_size|reduce the length|maximum prompt length|range of input length should be|inputs`? tokens \+ `?max_new_tokens|`inputs` must have less than|exceeded model token limit|maximum model length/;
const quota = /exceeded your current quota|insufficient (quota|balance|credit|funds)|credit balance|out of credits?|(more|enough|no|purchase) credits|billing|spend(ing)? (limit|cap)|usage limits|monthly (limit|quota|usage|included)|payment required|prepaid/;
const daily = /per[ _-]?day|daily|\bpd\b|per 86400/;
/** Where to read on says nothing of what is wrong: some send people to their billing page from a limit a minute, too. */
const addresses = /https?:\/\/[^\s"'<>\\]+/g;
/** Google has the same words, of plan and billing, for a limit a minute: there how long to wait tells them apart. */
const googles = /resource_exhausted|quota exceeded for metric/;
const badKey = /(incorrect|invalid|missing|wrong|expired|revoked|no|malformed)[\w ]{0,12} (api[ _-]?key|access token|auth)|api[ _-]?key (is |was )?(not valid|invalid|expired|missing|incorrect|required)|api key not valid|didn't provide an api key|no auth credentials/;
const barred = /organization has been disabled|account (has been|is|was) (disabled|suspended|deactivated|banned)/;
const noModel = /\bmodels?\b(?:[^.]|\.\S){0,120}\b(not found|not exist|doesn't exist|does not exist|not available|unavailable|no longer|been (deprecated|decommissioned|retired))|no such model|unknown model|invalid model|not a valid model|no endpoints found for|unable to access model|try pulling it first/;
const unsupported = /(does not|doesn't|do not|not|cannot) support|\bunsupported\b|not supported|no endpoints found that|unrecognized request argument|unknown (parameter|field|argument|name)|extra inputs are not permitted|extra fields not permitted|requires --enable|is not enabled for|not a (vision|multimodal)/;
/** A model's template refuses the order of roles, or cannot write a message. llama.cpp tells so with a 500, and is well. */
const template = /jinja (template|exception)|conversation roles must alternate/;
const refused = /content (policy|filter|management policy|moderation)|safety (system|policy|filter)|flagged (by|as|for)|moderation|responsible ai|violat(es|ing|ion)/;
const overloaded = /overloaded|over capacity|at capacity|server busy|temporarily unavailable|currently loading|loading model|try again later|no healthy upstream/;

/** The kind that a status alone says. */
function byStatus(status: number): FailureKind {
  if (status === 401) return 'bad_key';
  if (status === 402) return 'quota';
  if (status === 403 || status === 407 || status === 434 || status === 451) return 'forbidden';
  if (status === 404 || status === 405 || status === 410) return 'no_model';
  if (status === 413) return 'too_large';
  if (status === 429) return 'rate_limited';
  if (status === 498 || status === 503 || status === 529) return 'overloaded';
  if (status === 501) return 'unsupported';
  if (status === 408 || status === 424 || status === 499 || status >= 500) return 'server';
  return status >= 300 && status < 400 ? 'connect' : 'bad_request';
}

/** What the text says, read only where the status leaves room for it: the same words mean different things under 400 and 429. */
function byText(text: string, status: number): FailureKind | undefined {
  if (status === 429) return quota.test(text) ? 'quota' : undefined;
  if (status === 401) return undefined;
  if (status === 402) return 'quota';
  if (status === 403) return quota.test(text) ? 'quota' : badKey.test(text) ? 'bad_key' : refused.test(text) ? 'refused' : undefined;
  if (context.test(text)) return 'context';
  if (template.test(text)) return 'unsupported';
  if (status >= 500) return overloaded.test(text) ? 'overloaded' : undefined;
  if (badKey.test(text)) return 'bad_key';
  if (barred.test(text)) return 'forbidden';
  if (quota.test(text)) return 'quota';
  if (noModel.test(text)) return 'no_model';
  if (status === 404) return unsupported.test(text) ? 'unsupported' : undefined;
  if (unsupported.test(text)) return 'unsupported';
  if (refused.test(text)) return 'refused';
  return undefined;
}

/** Types that only repeat what the status says, or less: the text is looked at first. */
const vague = new Set(['invalid_request_error', 'not_found_error', 'server_error', 'api_error', 'permission_error', 'permission_denied', 'forbidden', 'internal_server_error', 'internal', 'not_found', 'failed_precondition']);

/**
 * What kind of failure a reply is. `status` is 200 for an error inside a stream; then a number in the body stands for it.
 * `hinted`: the vendor said how long to wait, so that a daily limit is worth waiting for, or leaving, but not a broken account.
 */
export function kindOf(told: Told | undefined, status: number, own: Readonly<Record<string, FailureKind>> = {}, hinted = false): FailureKind {
  if (!told) return byStatus(status);
  const real = status >= 300 ? status : told.number !== undefined && told.number >= 400 && told.number < 600 ? told.number : 0;
  const code = told.code?.toLowerCase() ?? '';
  const type = told.type?.toLowerCase() ?? '';
  const ownKind = [told.code, told.type].flatMap((word) => (word !== undefined && Object.hasOwn(own, word) ? [own[word]] : []))[0];
  if (ownKind) return ownKind;
  const text = told.message.toLowerCase().replace(addresses, '');
  const named = (vague.has(code) ? undefined : byCode.get(code)) ?? (vague.has(type) ? undefined : byCode.get(type));
  const limited = named === 'rate_limited' || (named === undefined && real === 429);
  if (limited && hinted && googles.test(`${type} ${text}`)) return 'rate_limited';
  if (named === 'rate_limited') return isQuota(text, hinted) ? 'quota' : named;
  if (named) return named;
  const said = byText(text, real || 400) ?? byCause(told, real);
  if (said) return said;
  const known = byCode.get(code) ?? byCode.get(type);
  if (real === 0) return known ?? 'server';
  if (real === 429) return isQuota(text, hinted) ? 'quota' : 'rate_limited';
  // A page that is not there is a wrong address rather than a wrong model; both leave this candidate.
  return known && real !== 429 ? known : byStatus(real);
}

/** What the vendor behind an aggregator says, where that found fault with the request. Of that vendor's accounts and limits it says nothing to us. */
function byCause(told: Told, status: number): FailureKind | undefined {
  if (status !== 400 && status !== 404 && status !== 422) return undefined;
  const cause = causeOf(told);
  const kind = cause && kindOf(cause, 400);
  return kind === 'context' || kind === 'unsupported' || kind === 'no_model' || kind === 'refused' ? kind : undefined;
}

function isQuota(text: string, hinted: boolean): boolean {
  return quota.test(text) || (!hinted && daily.test(text));
}

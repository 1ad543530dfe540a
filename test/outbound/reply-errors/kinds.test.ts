import assert from 'node:assert/strict';
import type { FailureKind } from '../../../src/chat/failure';
import { providerDialects } from '../../../src/outbound';
import { targetOf } from '../../kit/outbound/target';

type Case = [kind: FailureKind, status: number, body: unknown, headers?: Record<string, string>, vendor?: string];
const error = (message: string, more: Record<string, unknown> = {}) => ({ error: { message, ...more } });
/** As OpenRouter tells of a vendor behind it. */
const behind = (code: number, raw: string) => error('Provider returned error', { code, metadata: { raw, provider_name: 'X' } });
/** Mistral's error of a field, with what was sent in it. */
const quoting = (input: string) => ({ object: 'error', message: { detail: [{ type: 'string_type', loc: ['body', 'messages', 1, 'content'], msg: 'Input should be a valid string', input }] }, type: 'invalid_request_error' });
const anthropic = (type: string, message = 'x') => ({ type: 'error', error: { type, message }, request_id: 'r' });

const table: Record<string, Case[]> = {
  'OpenAI': [
    ['context', 400, error('This model\'s maximum context length is 8192 tokens.', { type: 'invalid_request_error', code: 'context_length_exceeded', param: 'messages' })],
    ['unsupported', 400, error('Unsupported parameter: \'max_tokens\'', { type: 'invalid_request_error', code: 'unsupported_parameter', param: 'max_tokens' })],
    ['unsupported', 400, error('Unrecognized request argument supplied: reasoning_effort', { type: 'invalid_request_error' })],
    ['bad_request', 400, error('Missing required parameter: \'messages\'.', { type: 'invalid_request_error', param: 'messages' })],
    ['bad_request', 400, error('Invalid schema for response_format', { type: 'invalid_request_error', code: 'invalid_json_schema' })],
    ['refused', 400, error('Your request was rejected', { code: 'content_policy_violation' })],
    ['refused', 400, error('The response was filtered', { code: 'content_filter', innererror: { code: 'ResponsibleAIPolicyViolation' } })],
    ['bad_key', 401, error('Incorrect API key provided: sk-ab***cd. You can find', { type: 'invalid_request_error', code: 'invalid_api_key' })],
    ['forbidden', 403, error('Country, region, or territory not supported', { code: 'unsupported_country_region_territory' })],
    ['no_model', 404, error('The model `gpt-9` does not exist or you do not have access to it.', { type: 'invalid_request_error', code: 'model_not_found' })],
    ['rate_limited', 429, error('Rate limit reached for gpt-4o on tokens per min (TPM): Limit 30000. Please try again in 1m2.5s.', { type: 'tokens', code: 'rate_limit_exceeded' })],
    ['quota', 429, error('You exceeded your current quota, please check your plan and billing details.', { type: 'insufficient_quota', code: 'insufficient_quota' })],
    ['server', 500, error('The server had an error', { type: 'server_error' })],
    ['overloaded', 503, error('The engine is currently overloaded, please try again later', { type: 'server_error' })],
    ['overloaded', 503, error('Slow down', { code: 'slow_down' })],
  ],
  'Anthropic': [
    ['context', 400, anthropic('invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'), {}, 'anthropic'],
    ['context', 400, anthropic('invalid_request_error', 'input length and `max_tokens` exceed context limit: 190000 + 64000 > 200000'), {}, 'anthropic'],
    ['quota', 400, anthropic('invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'), {}, 'anthropic'],
    ['forbidden', 400, anthropic('invalid_request_error', 'This organization has been disabled.'), {}, 'anthropic'],
    ['bad_request', 400, anthropic('invalid_request_error', 'messages: at least one message is required'), {}, 'anthropic'],
    ['bad_key', 401, anthropic('authentication_error', 'invalid x-api-key'), {}, 'anthropic'],
    ['quota', 402, anthropic('billing_error'), {}, 'anthropic'],
    ['forbidden', 403, anthropic('permission_error'), {}, 'anthropic'],
    ['no_model', 404, anthropic('not_found_error', 'model: claude-nothing'), {}, 'anthropic'],
    ['too_large', 413, anthropic('request_too_large'), {}, 'anthropic'],
    ['too_large', 413, '<html><head><title>413 Request Entity Too Large</title></head></html>', {}, 'anthropic'],
    ['rate_limited', 429, anthropic('rate_limit_error'), { 'retry-after': '7' }, 'anthropic'],
    ['quota', 429, anthropic('rate_limit_error'), {}, 'anthropic'],
    ['server', 500, anthropic('api_error'), {}, 'anthropic'],
    ['server', 504, anthropic('timeout_error'), {}, 'anthropic'],
    ['overloaded', 529, anthropic('overloaded_error', 'Overloaded'), {}, 'anthropic'],
  ],
  'those who speak like OpenAI': [
    ['bad_key', 400, [{ error: { code: 400, message: 'API key not valid. Please pass a valid API key.', status: 'INVALID_ARGUMENT', details: [{ '@type': 'x', reason: 'API_KEY_INVALID' }] } }], {}, 'gemini'],
    ['forbidden', 400, [{ error: { code: 400, message: 'User location is not allowed for the API use.', status: 'FAILED_PRECONDITION' } }], {}, 'gemini'],
    ['rate_limited', 429, [{ error: { code: 429, message: 'Quota exceeded for metric per day', status: 'RESOURCE_EXHAUSTED', details: [{ '@type': 'RetryInfo', retryDelay: '36s' }] } }], {}, 'gemini'],
    ['rate_limited', 429, [{ error: {
      code: 429, message: 'You exceeded your current quota, please check your plan and billing details.', status: 'RESOURCE_EXHAUSTED',
      details: [{ '@type': 'QuotaFailure', violations: [{ quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier' }] }, { '@type': 'RetryInfo', retryDelay: '34.4s' }],
    } }], {}, 'gemini'],
    ['rate_limited', 429, error('You exceeded your current quota, please check your plan and billing details.\n* Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: 10\nPlease retry in 34.4s.', { code: 429 }), {}, 'litellm'],
    ['quota', 429, [{ error: { code: 429, message: 'You exceeded your current quota, please check your plan and billing details.', status: 'RESOURCE_EXHAUSTED' } }], {}, 'gemini'],
    ['quota', 429, [{ error: { code: 429, message: 'Quota exceeded: GenerateRequestsPerDayPerProject per day', status: 'RESOURCE_EXHAUSTED' } }], {}, 'gemini'],
    ['bad_key', 400, { code: 'Client specified an invalid argument', error: 'Incorrect API key provided: xa***ab.' }, {}, 'xai'],
    ['rate_limited', 413, error('Request too large for model on tokens per minute (TPM): Limit 6000, Requested 9000', { type: 'tokens', code: 'rate_limit_exceeded' }), {}, 'groq'],
    ['rate_limited', 429, error('Rate limit reached for model `x` on tokens per minute (TPM): Limit 12000, Used 5034, Requested 9854. Please try again in 4.77s. Need more tokens? Upgrade to Dev Tier today at https://console.groq.com/settings/billing', { type: 'tokens', code: 'rate_limit_exceeded' }), {}, 'groq'],
    ['rate_limited', 429, error('Rate limit reached for x on requests per min. Limit: 3 / min. Please try again in 20s. You can increase your rate limit by adding a payment method to your account at https://platform.openai.com/account/billing.', { type: 'requests', code: null })],
    ['bad_answer', 400, error('Failed to call a function.', { type: 'invalid_request_error', code: 'tool_use_failed', failed_generation: '...' }), {}, 'groq'],
    ['overloaded', 498, error('flex capacity exceeded', { type: 'x' }), {}, 'groq'],
    ['no_model', 400, error('The model `x` has been decommissioned', { code: 'model_decommissioned' }), {}, 'groq'],
    ['no_model', 400, error('Model Not Exist', { type: 'invalid_request_error', code: 'invalid_request_error' }), {}, 'deepseek'],
    ['quota', 402, error('Insufficient Balance', { type: 'unknown_error', code: 'invalid_request_error' }), {}, 'deepseek'],
    ['no_model', 400, { object: 'error', message: 'Invalid model: x', type: 'invalid_model', param: null, code: '1500' }, {}, 'mistral'],
    ['unsupported', 422, { object: 'error', message: { detail: [{ type: 'extra_forbidden', loc: ['body', 'foo'], msg: 'Extra inputs are not permitted', input: 'secret prompt' }] }, type: 'invalid_request_error' }, {}, 'mistral'],
    ['quota', 429, { error: { code: '1113', message: 'Insufficient balance or no resource package.' } }, {}, 'zai'],
    ['context', 400, error('<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 30720]', { type: 'invalid_request_error', code: 'invalid_parameter_error' }), {}, 'dashscope'],
    ['context', 400, error('Invalid request: Your request exceeded model token limit: 131072', { type: 'invalid_request_error' }), {}, 'moonshot'],
    ['context', 400, error('The decoder prompt (length 5000) is longer than the maximum model length of 4096.', { type: 'BadRequestError', code: 400 }), {}, 'vllm'],
    ['unsupported', 413, error('Request body too large for gpt-4o model. Max size: 8000 tokens.', { code: 'tokens_limit_reached' }), {}, 'github-models'],
    ['no_model', 404, [{ error: { code: 404, message: 'models/gemini-9.9-pro is not found for API version v1main, or is not supported for generateContent.', status: 'NOT_FOUND' } }], {}, 'gemini'],
    ['unsupported', 400, { object: 'error', message: 'Unexpected role \'user\' after role \'tool\'', type: 'invalid_request_message_order', param: null, code: '3230' }, {}, 'mistral'],
    ['unsupported', 400, error('Conversation roles must alternate user/assistant/user/assistant/...', { type: 'BadRequestError', code: 400 }), {}, 'vllm'],
    ['unsupported', 500, error('\n------------\nWhile executing CallExpression at line 19, column 27 in source:\nError: Jinja Exception: Conversation roles must alternate user/assistant/user/assistant/...', { code: 500, type: 'server_error' }), {}, 'llama-cpp'],
    ['unsupported', 500, error('Conversation roles must alternate user/assistant/user/assistant/... at row 19, column 27', { code: 500, type: 'server_error' }), {}, 'llama-cpp'],
    ['unsupported', 400, { error: 'Error rendering prompt with jinja template: "Only user and assistant roles are supported!".' }, {}, 'lm-studio'],
    ['unsupported', 400, [{ error: { code: 400, message: 'Developer instruction is not enabled for models/gemma-3-27b-it', status: 'INVALID_ARGUMENT' } }], {}, 'gemini'],
    ['context', 422, { error: 'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 32768. Given: 82004 `inputs` tokens and 2048 `max_new_tokens`', error_type: 'validation' }, {}, 'huggingface'],
    ['context', 422, { error: 'Input validation error: `inputs` must have less than 4096 tokens. Given: 4545', error_type: 'validation' }, {}, 'huggingface'],
    ['context', 400, { error: { code: '1261', message: 'Prompt exceeds max length' } }, {}, 'zai'],
    ['refused', 400, { error: { code: '1301', message: 'x' } }, {}, 'zai'],
    ['quota', 400, error('Access denied, please make sure your account is in good standing.', { code: 'Arrearage', type: 'Arrearage' }), {}, 'dashscope'],
    ['quota', 429, error('Your account is not active', { type: 'exceeded_current_quota_error' }), {}, 'moonshot'],
    ['overloaded', 429, error('The engine is currently overloaded', { type: 'engine_overloaded_error' }), {}, 'moonshot'],
    ['quota', 402, error('This request requires more credits', { code: 402 }), {}, 'openrouter'],
    ['refused', 403, error('openai/x requires moderation. Your input was flagged', { code: 403, metadata: { reasons: ['violence'] } }), {}, 'openrouter'],
    ['unsupported', 404, error('No endpoints found that support tool use.', { code: 404 }), {}, 'openrouter'],
    ['no_model', 400, error('foo/bar is not a valid model ID', { code: 400 }), {}, 'openrouter'],
    ['context', 400, behind(400, JSON.stringify(error('This model\'s maximum context length is 262144 tokens. However, your messages resulted in 262897 tokens.'))), {}, 'openrouter'],
    ['unsupported', 400, behind(400, '{"error":{"message":"`tools` is not supported by this model"}}'), {}, 'openrouter'],
    ['bad_request', 400, behind(400, '{"error":{"message":"Your credit balance is too low"}}'), {}, 'openrouter'],
    ['unsupported', 400, behind(400, JSON.stringify(error('x', { type: 'invalid_request_error', code: 'unsupported_parameter' }))), {}, 'openrouter'],
    ['bad_request', 422, behind(422, JSON.stringify(quoting('What is a context window?'))), {}, 'openrouter'],
    ['context', 400, error('litellm.BadRequestError: {"error":{"message":"See https://x.dev/docs","code":"context_length_exceeded"}}'), {}, 'litellm'],
    ['rate_limited', 429, behind(429, 'You exceeded your current quota, please check your plan and billing details.'), {}, 'openrouter'],
    ['server', 524, '<!doctype html><title>524: A timeout occurred</title>', {}, 'openrouter'],
    ['overloaded', 503, { error: 'Model is currently loading', estimated_time: 20 }, {}, 'huggingface'],
    ['no_model', 400, { error: { message: 'The requested model \'x\' is not supported by any provider you have enabled.', type: 'invalid_request_error', code: 'model_not_supported' } }, {}, 'huggingface'],
    ['rate_limited', 429, { error: { code: 'RateLimitReached', message: 'Rate limit of 50 per 86400s exceeded for UserByModelByDay. Please wait 3000 seconds before retrying.' } }, { 'retry-after': '3000' }, 'github-models'],
    ['bad_request', 422, { detail: [{ loc: ['body', 'messages', 0], msg: 'field required', type: 'value_error.missing' }] }, {}, 'deepinfra'],
    ['no_model', 404, { fault: { faultstring: 'Model not found, inaccessible', detail: { errorcode: 'x' } } }, {}, 'fireworks'],
    ['context', 400, { object: 'error', message: 'This model\'s maximum context length is 4096 tokens. However, you requested 5000.', type: 'BadRequestError', param: null, code: 400 }, {}, 'vllm'],
    ['unsupported', 400, error('"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set', { code: 400 }), {}, 'vllm'],
    ['context', 400, error('the request exceeds the available context size', { type: 'exceed_context_size_error', code: 400, n_ctx: 4096 }), {}, 'llama-cpp'],
    ['overloaded', 503, error('Loading model', { type: 'unavailable_error', code: 503 }), {}, 'llama-cpp'],
    ['no_model', 404, { error: 'model "x" not found, try pulling it first' }, {}, 'ollama'],
    ['unsupported', 400, { error: { message: 'registry.ollama.ai/library/x does not support tools', type: 'api_error' } }, {}, 'ollama'],
    ['overloaded', 503, { error: 'server busy, please try again. maximum pending requests exceeded' }, {}, 'ollama'],
    ['rate_limited', 429, { success: false, errors: [{ code: 10000, message: 'slow' }] }],
    ['server', 424, { error: 'Request failed during generation', error_type: 'generation' }],
  ],
  'bodies that tell nothing': [
    ['bad_key', 401, ''], ['quota', 402, ''], ['forbidden', 403, ''], ['no_model', 404, '404 page not found'], ['no_model', 405, ''], ['rate_limited', 429, ''], ['rate_limited', 429, '{}'],
    ['server', 500, 'Internal Server Error'], ['server', 502, '<html><title>502 Bad Gateway</title></html>'], ['overloaded', 503, ''], ['bad_request', 418, ''], ['connect', 301, ''], ['bad_request', 400, '{"broken'],
  ],
};

describe('failures of providers', () => {
  for (const [whose, cases] of Object.entries(table)) {
    describe(whose, () => {
      for (const [kind, status, body, headers = {}, vendor = 'openai'] of cases) {
        const text = typeof body === 'string' ? body : JSON.stringify(body);
        it(`${status} ${text.slice(0, 90)} is ${kind}`, () => {
          const target = targetOf(vendor, 'some-model');
          const failure = providerDialects[target.vendor.dialect].failure({ status, headers, body: text }, target, 0);
          assert.deepEqual([failure.kind, failure.vendorStatus, failure.provider, failure.model], [kind, status, target.provider, 'some-model'], failure.message);
          assert.ok(failure.message.includes(String(status)), failure.message);
        });
      }
    });
  }

  it('are told in a sentence with the remedy, and never with a key', () => {
    const target = { ...targetOf('openai', 'gpt-5-mini'), provider: 'Work' };
    const told = (status: number, body: unknown) => providerDialects['openai-chat'].failure({ status, headers: {}, body: JSON.stringify(body) }, target, 0);
    assert.equal(told(401, error('Incorrect API key provided: sk-proj-abcdef1234567890')).message, 'OpenAI refused the key (401). Open provider \'Work\' and press Test.');
    const echoed = told(400, error('The key sk-proj-abcdefgh12345678 of org-AbCdEfGh1234567890 sent Bearer abc.def.ghi and ab12*****yz, token: qwertyuiop12345, a1b2c3d4e5f6a7b8c9d0e1f2a3b4 for model gpt-5-mini-2025-08-07 or claude-sonnet-4-5-20250929'));
    for (const secret of ['abcdefgh', 'AbCdEfGh', 'abc.def', 'ab12', 'yz,', 'qwerty', 'a1b2c3']) assert.ok(!echoed.message.includes(secret), `${secret}: ${echoed.message}`);
    assert.match(echoed.message, /gpt-5-mini-2025-08-07 or claude-sonnet-4-5-20250929/);
    const long = told(400, error('word '.repeat(1_000)));
    assert.ok(long.message.length < 450, String(long.message.length));
    assert.match(told(400, error('too long', { code: 'context_length_exceeded' })).message, /context window of gpt-5-mini at Work/);
  });

  it('hold the field that is wrong, the vendor\'s code, and the vendor\'s word on trying again', () => {
    const failure = providerDialects['openai-chat'].failure({ status: 400, headers: { 'x-should-retry': 'false' }, body: JSON.stringify(error('bad', { param: 'temperature', code: 'invalid_value' })) }, targetOf('openai', 'm'), 0);
    assert.deepEqual([failure.field, failure.vendorCode, failure.shouldRetry], ['temperature', 'invalid_value', false]);
  });

  it('never show what a validation error quotes of the prompt', () => {
    const body = JSON.stringify({ detail: [{ loc: ['body', 'x'], msg: 'wrong', input: 'my private prompt' }] });
    assert.doesNotMatch(providerDialects['openai-chat'].failure({ status: 422, headers: {}, body }, targetOf('mistral', 'm'), 0).message, /private/);
    const passedOn = JSON.stringify(behind(422, JSON.stringify(quoting('my private prompt'))));
    const { message } = providerDialects['openai-chat'].failure({ status: 422, headers: {}, body: passedOn }, targetOf('openrouter', 'm'), 0);
    assert.match(message, /messages\.1\.content: Input should be a valid string/);
    assert.doesNotMatch(message, /private/);
  });

  it('name the cause behind an aggregator', () => {
    const body = JSON.stringify(error('Provider returned error', { code: 502, metadata: { provider_name: 'X', raw: 'upstream is on fire' } }));
    assert.match(providerDialects['openai-chat'].failure({ status: 502, headers: {}, body }, targetOf('openrouter', 'm'), 0).message, /upstream is on fire/);
  });

  it('stay failures whatever word a vendor chooses, names that every object has included', () => {
    for (const word of ['constructor', 'toString', '__proto__']) {
      for (const vendor of ['openai', 'zai', 'anthropic']) {
        const target = targetOf(vendor, 'm');
        const dialect = providerDialects[target.vendor.dialect];
        assert.equal(dialect.failure({ status: 500, headers: {}, body: JSON.stringify(error('odd', { code: word, type: word })) }, target, 0).kind, 'server', word);
      }
    }
  });
});

/** What OpenAI's chat completions answer, with all the fields that it sends. */

const words = 'The sky looks blue because air scatters short waves of light far more than long ones, so blue comes from all sides .'.split(' ').map((word, index) => (index === 0 ? word : ` ${word}`));
const usage = (completion) => ({
  prompt_tokens: 231, completion_tokens: completion, total_tokens: 231 + completion,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0, accepted_prediction_tokens: 0, rejected_prediction_tokens: 0 },
});
const id = 'chatcmpl-C9aXoGkVvP2mB7dTqfYw0RZs4LhNu';
const created = 1764000000;

export const wordAt = (index) => words[index % words.length];

export function wholeReply(model, tokens) {
  const content = Array.from({ length: tokens }, (_, index) => wordAt(index)).join('');
  return JSON.stringify({
    id, object: 'chat.completion', created, model,
    choices: [{ index: 0, message: { role: 'assistant', content, refusal: null, annotations: [] }, logprobs: null, finish_reason: 'stop' }],
    usage: usage(tokens), service_tier: 'default', system_fingerprint: 'fp_560af6e559',
  });
}

function event(model, choices, usageNow) {
  return `data: ${JSON.stringify({
    id, object: 'chat.completion.chunk', created, model, service_tier: 'default', system_fingerprint: 'fp_560af6e559', choices, usage: usageNow, obfuscation: 'v2bYk1Jq',
  })}\n\n`;
}
const choice = (delta, finish = null) => [{ index: 0, delta, logprobs: null, finish_reason: finish }];

export const firstEvent = (model) => event(model, choice({ role: 'assistant', content: '', refusal: null }), null);
export const wordEvent = (model, word) => event(model, choice({ content: word }), null);
export const lastEvents = (model, tokens, wantsUsage) => event(model, choice({}, 'stop'), null) + (wantsUsage ? event(model, [], usage(tokens)) : '') + 'data: [DONE]\n\n';

export const refusals = {
  429: { message: 'Rate limit reached for gpt-5-mini in organization org-bench on requests per min (RPM): Limit 500, Used 500, Requested 1.', type: 'requests', param: null, code: 'rate_limit_exceeded' },
  500: { message: 'The server had an error while processing your request. Sorry about that!', type: 'server_error', param: null, code: null },
};

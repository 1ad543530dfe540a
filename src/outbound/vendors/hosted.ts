import type { VendorRow } from './row';

/** Vendors of models of their own. Addresses and quirks: their documentation as of 2026-11. */
export const hostedVendors: readonly VendorRow[] = [
  {
    id: 'openai', label: 'OpenAI', dialect: 'openai-chat', address: 'https://api.openai.com/v1', auth: 'bearer', keyVariables: ['OPENAI_API_KEY'],
    starters: ['gpt-6-luna', 'gpt-6-sol'],
    differs: { maxTokensField: 'max_completion_tokens', developerRole: true, customTools: true, echoes: true, toolIds: { pattern: /^/, least: 1, most: 40 } },
  },
  {
    id: 'anthropic', label: 'Anthropic', dialect: 'anthropic-messages', address: 'https://api.anthropic.com', auth: 'x-api-key', keyVariables: ['ANTHROPIC_API_KEY'],
    starters: ['claude-haiku-4-5', 'claude-sonnet-5'],
  },
  {
    id: 'gemini', label: 'Google Gemini', dialect: 'openai-chat', address: 'https://generativelanguage.googleapis.com/v1beta/openai', auth: 'bearer',
    keyVariables: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'], starters: ['gemini-3.1-flash-lite', 'gemini-3.8-flash'],
    differs: { oneSystem: true, signatures: true, dropFields: ['parallel_tool_calls', 'seed', 'user', 'logit_bias'] },
  },
  {
    id: 'mistral', label: 'Mistral', dialect: 'openai-chat', address: 'https://api.mistral.ai/v1', auth: 'bearer', keyVariables: ['MISTRAL_API_KEY'],
    starters: ['mistral-small-latest', 'mistral-medium-latest'],
    differs: {
      strict: ['safe_prompt', 'prediction', 'prompt_mode', 'guardrails'], rename: { seed: 'random_seed' }, dropFields: ['user'], toolChoice: 'any for required',
      toolIds: { pattern: /^[A-Za-z0-9]+$/, least: 9, most: 9 }, toolResultName: true, usageUnasked: true, prefill: 'prefix', echoesPrefill: true, codes: { 1500: 'no_model' },
    },
  },
  {
    id: 'deepseek', label: 'DeepSeek', dialect: 'openai-chat', address: 'https://api.deepseek.com', auth: 'bearer', keyVariables: ['DEEPSEEK_API_KEY'],
    starters: ['deepseek-v4-flash', 'deepseek-v4-pro'],
    differs: { json: 'object', effort: 'thinking and effort', replayReasoning: 'always', contentBesideCalls: true, plainText: true, toolChoice: 'auto and none', dropFields: ['parallel_tool_calls', 'seed', 'user'] },
  },
  {
    id: 'xai', label: 'xAI', dialect: 'openai-chat', address: 'https://api.x.ai/v1', auth: 'bearer', keyVariables: ['XAI_API_KEY'],
    starters: ['grok-4-1-fast', 'grok-4.7'], differs: { openToolSchemas: true, repeatsReasoning: true },
  },
  {
    id: 'perplexity', label: 'Perplexity', dialect: 'openai-chat', address: 'https://api.perplexity.ai', auth: 'bearer', keyVariables: ['PERPLEXITY_API_KEY'],
    starters: ['sonar', 'sonar-pro'], differs: { usageUnasked: true, plainText: true, noStop: true, toolChoice: 'nothing', dropFields: ['seed', 'user', 'parallel_tool_calls'] },
  },
  {
    id: 'moonshot', label: 'Moonshot (Kimi)', dialect: 'openai-chat', address: 'https://api.moonshot.ai/v1', auth: 'bearer', keyVariables: ['MOONSHOT_API_KEY'],
    starters: ['kimi-k2.6', 'kimi-k3'],
    differs: {
      json: 'object', oneSystem: true, effort: 'thinking and effort', replayReasoning: 'reasoning_content', contentBesideCalls: true,
      toolChoice: 'auto and none', prefill: 'partial', dropFields: ['parallel_tool_calls', 'seed', 'user'],
    },
  },
  {
    id: 'zai', label: 'Z.AI (GLM)', dialect: 'openai-chat', address: 'https://api.z.ai/api/paas/v4', auth: 'bearer', keyVariables: ['ZAI_API_KEY', 'ZHIPU_API_KEY'],
    starters: ['glm-5.3-flash', 'glm-5.3'],
    differs: {
      json: 'object', effort: 'thinking and effort', replayReasoning: 'reasoning_content', toolChoice: 'auto and none', dropFields: ['parallel_tool_calls', 'seed', 'presence_penalty', 'frequency_penalty'],
      codes: {
        1000: 'bad_key', 1001: 'bad_key', 1002: 'bad_key', 1003: 'bad_key', 1004: 'bad_key', 1110: 'forbidden', 1111: 'forbidden', 1112: 'forbidden', 1113: 'quota',
        1121: 'forbidden', 1211: 'no_model', 1220: 'forbidden', 1261: 'context', 1301: 'refused', 1302: 'rate_limited', 1303: 'rate_limited', 1304: 'quota',
        1305: 'rate_limited', 1308: 'quota', 1310: 'quota', 1312: 'overloaded',
      },
    },
  },
  {
    id: 'dashscope', label: 'Alibaba DashScope (Qwen)', dialect: 'openai-chat', address: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1', auth: 'bearer',
    keyVariables: ['DASHSCOPE_API_KEY', 'ALIBABA_API_KEY'], starters: ['qwen3.6-flash', 'qwen3.7-plus'],
    differs: { json: 'object', oneSystem: true, effort: 'enable_thinking', dropFields: ['frequency_penalty', 'user'], codes: { Arrearage: 'quota', DataInspectionFailed: 'refused' } },
  },
];

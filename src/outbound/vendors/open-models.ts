import type { VendorRow } from './row';

/** Vendors that serve models of others, and aggregators. */
export const openVendors: readonly VendorRow[] = [
  {
    id: 'xroute', label: 'XRoute.AI', dialect: 'openai-chat', address: 'https://api.xroute.ai/openai/v1', auth: 'bearer', keyVariables: ['XROUTE_API_KEY'],
    starters: ['gpt-5-mini', 'gpt-5'], differs: { signatures: true },
  },
  {
    id: 'openrouter', label: 'OpenRouter', dialect: 'openai-chat', address: 'https://openrouter.ai/api/v1', auth: 'bearer', keyVariables: ['OPENROUTER_API_KEY'],
    starters: ['openai/gpt-6-luna', 'google/gemini-3.8-flash', 'anthropic/claude-sonnet-5'],
    headers: { 'x-title': 'Node-RED LLM router' }, differs: { replayReasoning: 'reasoning', customTools: true, echoes: true, signatures: true },
  },
  {
    id: 'groq', label: 'Groq', dialect: 'openai-chat', address: 'https://api.groq.com/openai/v1', auth: 'bearer', keyVariables: ['GROQ_API_KEY'],
    starters: ['openai/gpt-oss-20b', 'openai/gpt-oss-120b'],
    differs: { maxTokensField: 'max_completion_tokens', dropFields: ['logprobs', 'top_logprobs', 'logit_bias'] },
  },
  {
    id: 'together', label: 'Together', dialect: 'openai-chat', address: 'https://api.together.xyz/v1', auth: 'bearer', keyVariables: ['TOGETHER_API_KEY'],
    starters: ['zai-org/GLM-5.3-Flash', 'deepseek-ai/DeepSeek-V4.1-Flash'], differs: { thinkTags: true },
  },
  {
    id: 'fireworks', label: 'Fireworks', dialect: 'openai-chat', address: 'https://api.fireworks.ai/inference/v1', auth: 'bearer', keyVariables: ['FIREWORKS_API_KEY'],
    starters: ['accounts/fireworks/models/glm-5p3-flash', 'accounts/fireworks/models/deepseek-v4p1-flash'], differs: { thinkTags: true },
  },
  {
    id: 'cerebras', label: 'Cerebras', dialect: 'openai-chat', address: 'https://api.cerebras.ai/v1', auth: 'bearer', keyVariables: ['CEREBRAS_API_KEY'],
    starters: ['gpt-oss-120b', 'gemma-4-31b'],
    differs: {
      maxTokensField: 'max_completion_tokens', usageUnasked: true, replayReasoning: 'think tags', plainText: true,
      dropFields: ['presence_penalty', 'frequency_penalty', 'logit_bias', 'parallel_tool_calls', 'service_tier'],
    },
  },
  {
    id: 'deepinfra', label: 'DeepInfra', dialect: 'openai-chat', address: 'https://api.deepinfra.com/v1/openai', auth: 'bearer', keyVariables: ['DEEPINFRA_API_KEY'],
    starters: ['deepseek-ai/DeepSeek-V4.1-Flash', 'google/gemma-4-31B-it'], differs: { oneSystem: true, thinkTags: true },
  },
  {
    id: 'nvidia', label: 'NVIDIA NIM', dialect: 'openai-chat', address: 'https://integrate.api.nvidia.com/v1', auth: 'bearer', keyVariables: ['NVIDIA_API_KEY', 'NVIDIA_NIM_API_KEY'],
    starters: ['deepseek-ai/deepseek-v4-flash', 'meta/llama-3.3-70b-instruct'], differs: { oneSystem: true, thinkTags: true },
  },
  {
    id: 'huggingface', label: 'Hugging Face', dialect: 'openai-chat', address: 'https://router.huggingface.co/v1', auth: 'bearer', keyVariables: ['HF_TOKEN'],
    starters: ['openai/gpt-oss-120b', 'deepseek-ai/DeepSeek-V4.1-Flash'], differs: { oneSystem: true, thinkTags: true },
  },
  {
    id: 'github-models', label: 'GitHub Models', dialect: 'openai-chat', address: 'https://models.github.ai/inference', auth: 'bearer', keyVariables: ['GITHUB_TOKEN', 'GITHUB_API_KEY'],
    starters: ['openai/gpt-5-mini', 'openai/gpt-4.1-mini'], modelsAddress: 'https://models.github.ai/catalog/models', headers: { 'x-github-api-version': '2022-11-28' },
  },
  {
    id: 'nebius', label: 'Nebius Token Factory', dialect: 'openai-chat', address: 'https://api.tokenfactory.nebius.com/v1', auth: 'bearer', keyVariables: ['NEBIUS_API_KEY'],
    starters: ['openai/gpt-oss-120b', 'openai/gpt-oss-20b'], differs: { oneSystem: true, thinkTags: true },
  },
  {
    id: 'novita', label: 'Novita', dialect: 'openai-chat', address: 'https://api.novita.ai/openai', auth: 'bearer', keyVariables: ['NOVITA_API_KEY'],
    starters: ['openai/gpt-oss-120b', 'deepseek/deepseek-v4.1-flash'], differs: { oneSystem: true, thinkTags: true },
  },
  {
    id: 'sambanova', label: 'SambaNova', dialect: 'openai-chat', address: 'https://api.sambanova.ai/v1', auth: 'bearer', keyVariables: ['SAMBANOVA_API_KEY'],
    starters: ['gpt-oss-120b', 'Meta-Llama-3.3-70B-Instruct'], differs: { thinkTags: true },
  },
];

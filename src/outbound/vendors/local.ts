import type { VendorRow } from './row';

/** Servers on the user's own machine, proxies, and whatever else speaks one of the dialects. "any" means what they list. */
export const localVendors: readonly VendorRow[] = [
  {
    id: 'ollama', label: 'Ollama', dialect: 'openai-chat', address: 'http://localhost:11434/v1', auth: 'none', keyVariables: ['OLLAMA_API_KEY'], starters: [], local: true,
    differs: { toolChoice: 'nothing', imagesInlineOnly: true, thinkTags: true, prefill: 'plain', dropFields: ['parallel_tool_calls', 'logit_bias'] },
  },
  {
    id: 'lm-studio', label: 'LM Studio', dialect: 'openai-chat', address: 'http://localhost:1234/v1', auth: 'none', keyVariables: [], starters: [], local: true,
    differs: { json: 'schema alone', oneSystem: true, toolChoice: 'no names', imagesInlineOnly: true, thinkTags: true },
  },
  {
    id: 'vllm', label: 'vLLM', dialect: 'openai-chat', address: 'http://localhost:8000/v1', auth: 'none', keyVariables: ['VLLM_API_KEY'], starters: [], local: true,
    differs: { oneSystem: true, thinkTags: true },
  },
  {
    id: 'llama-cpp', label: 'llama.cpp', dialect: 'openai-chat', address: 'http://localhost:8080/v1', auth: 'none', keyVariables: ['LLAMA_API_KEY'], starters: [], local: true,
    differs: { oneSystem: true, toolChoice: 'no names', thinkTags: true, prefill: 'plain' },
  },
  {
    id: 'localai', label: 'LocalAI', dialect: 'openai-chat', address: 'http://localhost:8080/v1', auth: 'none', keyVariables: ['LOCALAI_API_KEY'], starters: [], local: true,
    differs: { oneSystem: true, thinkTags: true },
  },
  {
    id: 'litellm', label: 'LiteLLM proxy', dialect: 'openai-chat', address: 'http://localhost:4000/v1', auth: 'bearer', keyVariables: ['LITELLM_API_KEY'], starters: [],
    differs: { replayReasoning: 'reasoning_content', echoes: true, signatures: true },
  },
  { id: 'other-openai', label: 'Other (OpenAI-compatible)', dialect: 'openai-chat', address: '', auth: 'bearer', keyVariables: [], starters: [], differs: { thinkTags: true, signatures: true } },
  { id: 'other-anthropic', label: 'Other (Anthropic-compatible)', dialect: 'anthropic-messages', address: '', auth: 'x-api-key', keyVariables: [], starters: [] },
];

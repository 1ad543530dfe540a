import assert from 'node:assert/strict';
import { readUsage } from '../../../src/outbound/openai-chat/usage';

describe('openai-chat usage', () => {
  const rows: [string, unknown, unknown][] = [
    ['OpenAI: parts are included', { prompt_tokens: 100, completion_tokens: 50, total_tokens: 150, prompt_tokens_details: { cached_tokens: 80, cache_write_tokens: 10 }, completion_tokens_details: { reasoning_tokens: 40 } },
      { input: 100, output: 50, cacheRead: 80, cacheWrite: 10, reasoning: 40 }],
    ['xAI: reasoning stands outside, and its own total says so', { prompt_tokens: 10, completion_tokens: 300, total_tokens: 410, completion_tokens_details: { reasoning_tokens: 100 } }, { input: 10, output: 400, reasoning: 100 }],
    ['xAI: cached tokens beyond the prompt stand outside', { prompt_tokens: 10, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 90 } }, { input: 100, output: 1, cacheRead: 90 }],
    ['DeepInfra: reasoning beyond the completion stands outside', { prompt_tokens: 10, completion_tokens: 5, completion_tokens_details: { reasoning_tokens: 20 } }, { input: 10, output: 25, reasoning: 20 }],
    ['Google: thinking is told in the total alone', { prompt_tokens: 20, completion_tokens: 198, total_tokens: 623 }, { input: 20, output: 603, reasoning: 405 }],
    ['Google: thinking beside cached tokens', { prompt_tokens: 20, completion_tokens: 198, total_tokens: 623, prompt_tokens_details: { cached_tokens: 8 } }, { input: 20, output: 603, cacheRead: 8, reasoning: 405 }],
    ['a total with cached tokens that stand outside has no thinking in it', { prompt_tokens: 100, completion_tokens: 1, total_tokens: 151, prompt_tokens_details: { cached_tokens: 50 } }, { input: 100, output: 1, cacheRead: 50 }],
    ['Mistral: audio that was heard is told in the total alone, and is input', { prompt_audio_seconds: 12, prompt_tokens: 3, completion_tokens: 41, total_tokens: 419, prompt_tokens_details: { cached_tokens: 0, audio_tokens: 375 } }, { input: 378, output: 41, cacheRead: 0 }],
    ['Mistral: audio that was heard, most of it cached', { prompt_audio_seconds: 5, prompt_tokens: 5, completion_tokens: 24, total_tokens: 404, prompt_tokens_details: { cached_tokens: 368 } }, { input: 380, output: 24, cacheRead: 368 }],
    ['input that is told in the total alone is no thinking', { completion_tokens: 20, total_tokens: 120 }, { input: 100, output: 20 }],
    ['DeepSeek: own names for the cache', { prompt_tokens: 100, completion_tokens: 1, prompt_cache_hit_tokens: 64, prompt_cache_miss_tokens: 36 }, { input: 100, output: 1, cacheRead: 64 }],
    ['Moonshot: cached tokens at the top', { prompt_tokens: 20, completion_tokens: 1, cached_tokens: 10 }, { input: 20, output: 1, cacheRead: 10 }],
    ['Perplexity: reasoning at the top', { prompt_tokens: 20, completion_tokens: 100, reasoning_tokens: 60 }, { input: 20, output: 100, reasoning: 60 }],
    ['Alibaba: cache writes', { prompt_tokens: 20, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 0, cache_creation_input_tokens: 15 } }, { input: 20, output: 1, cacheRead: 0, cacheWrite: 15 }],
    ['zero reasoning is told', { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2, completion_tokens_details: { reasoning_tokens: 0 } }, { input: 1, output: 1, reasoning: 0 }],
    ['nothing told', null, undefined], ['no totals', { total_time: 3 }, undefined], ['more than can be counted', { prompt_tokens: 1e300, completion_tokens: Infinity }, undefined], ['nonsense', { prompt_tokens: '7', completion_tokens: -1 }, undefined],
  ];
  for (const [name, told, usage] of rows) it(name, () => assert.deepEqual(readUsage(told), usage));
});

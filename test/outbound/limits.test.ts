import assert from 'node:assert/strict';
import { providerDialects } from '../../src/outbound';

describe('limits that a vendor tells', () => {
  it('are read from OpenAI\'s headers', () => {
    assert.deepEqual(providerDialects['openai-chat'].limits({
      'x-ratelimit-remaining-requests': '59', 'x-ratelimit-reset-requests': '1s', 'x-ratelimit-remaining-tokens': '149984', 'x-ratelimit-reset-tokens': '6m0s',
    }), { requestsLeft: 59, requestsResetMs: 1_000, tokensLeft: 149_984, tokensResetMs: 360_000 });
  });
  it('are read from Anthropic\'s headers, against the reply\'s own date', () => {
    const headers = { 'anthropic-ratelimit-requests-remaining': '9', 'anthropic-ratelimit-requests-reset': '2026-11-24T12:00:30Z' };
    assert.deepEqual(providerDialects['anthropic-messages'].limits({ ...headers, date: 'Tue, 24 Nov 2026 12:00:00 GMT' }), { requestsLeft: 9, requestsResetMs: 30_000 });
    assert.deepEqual(providerDialects['anthropic-messages'].limits(headers), { requestsLeft: 9 });
  });
  it('are none where nothing is told, or nonsense', () => {
    assert.equal(providerDialects['openai-chat'].limits({}), undefined);
    assert.equal(providerDialects['openai-chat'].limits({ 'x-ratelimit-remaining-requests': '-1', 'x-ratelimit-remaining-tokens': '-1' }), undefined);
  });
});

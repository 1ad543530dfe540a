import assert from 'node:assert/strict';
import { FailureError } from '../../src/chat/failure';
import { providerDialects } from '../../src/outbound';
import { findVendor, type VendorRow } from '../../src/outbound/vendors';

const row = (id: string): VendorRow => findVendor(id) ?? assert.fail(id);
const { call, read } = providerDialects['openai-chat'].models;

describe('the list of a provider\'s models', () => {
  it('is asked for at the vendor\'s address', () => {
    assert.equal(call('https://api.openai.com/v1', row('openai')).url, 'https://api.openai.com/v1/models');
    assert.equal(call('https://models.github.ai/inference', row('github-models')).url, 'https://models.github.ai/catalog/models');
    const anthropic = providerDialects['anthropic-messages'].models.call('https://api.anthropic.com', row('anthropic'));
    assert.deepEqual([anthropic.url, anthropic.headers['anthropic-version']], ['https://api.anthropic.com/v1/models?limit=1000', '2023-06-01']);
  });
  it('is read in each shape, with windows where told', () => {
    assert.deepEqual(read('{"object":"list","data":[{"id":"a","object":"model"},{"id":"b","context_length":8000},{"id":"c","max_model_len":4096}]}'), [{ name: 'a' }, { name: 'b', window: 8_000 }, { name: 'c', window: 4_096 }]);
    assert.deepEqual(read('[{"id":"openai/gpt-5","limits":{"max_input_tokens":200000}}]'), [{ name: 'openai/gpt-5', window: 200_000 }]);
    assert.deepEqual(read('{"data":[{"id":"models/gemini-3.8-flash"}]}'), [{ name: 'gemini-3.8-flash' }]);
    assert.deepEqual(read('{"data":[{"id":"x","meta":{"n_ctx":2048}},null,{"id":7}]}'), [{ name: 'x', window: 2_048 }]);
    assert.deepEqual(read('{"object":"list","data":null}'), [], 'Ollama without a model');
  });
  it('is read with prices where told, in dollars a token', () => {
    assert.deepEqual(read('{"data":[{"id":"a","pricing":{"prompt":"0.0000005","completion":"0.000002","input_cache_read":"0.00000005"}},{"id":"b","pricing":{"prompt":"-1","completion":"-1"}},{"id":"c","pricing":{}}]}'),
      [{ name: 'a', price: { input: 500_000, output: 2_000_000, cacheRead: 50_000 } }, { name: 'b' }, { name: 'c' }]);
  });
  it('that is none fails with words', () => {
    for (const body of ['', '<html>', '{}', '"x"', 'null']) assert.throws(() => read(body), FailureError, body);
  });
});

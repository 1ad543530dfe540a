import assert from 'node:assert/strict';
import { failure, failures, type Failure, type FailureKind } from '../../../src/chat/failure';
import { openAiChat } from '../../../src/inbound/openai-chat/openai-chat';

const refuse = (kind: FailureKind, more?: Partial<Failure>) => {
  const { status, headers, body } = openAiChat.refuse(failure(kind, 'It did not work.', more));
  return { status, headers, error: (JSON.parse(body) as { error: Record<string, unknown> }).error };
};

describe('refusing in OpenAI\'s words', () => {
  const cases: [kind: FailureKind, status: number, type: string, code: string][] = [
    ['bad_request', 400, 'invalid_request_error', 'LLM_BAD_REQUEST'],
    ['too_large', 413, 'invalid_request_error', 'LLM_BAD_REQUEST'],
    ['unknown_model', 404, 'invalid_request_error', 'model_not_found'],
    ['refused', 400, 'invalid_request_error', 'content_filter'],
    ['over_budget', 402, 'insufficient_quota', 'LLM_OVER_BUDGET'],
    ['rate_limited', 429, 'rate_limit_error', 'LLM_RATE_LIMITED'],
    ['at_limit', 429, 'rate_limit_error', 'LLM_BUSY'],
    ['bad_key', 502, 'server_error', 'LLM_BAD_KEY'],
    ['overloaded', 503, 'server_error', 'LLM_UNAVAILABLE'],
    ['deadline', 504, 'server_error', 'LLM_TIMEOUT'],
  ];
  for (const [kind, status, type, code] of cases) {
    it(`${kind}: ${status} ${code}`, () => {
      const refused = refuse(kind);
      assert.deepEqual([refused.status, refused.error], [status, { message: 'It did not work.', type, param: null, code }]);
    });
  }

  it('never says 401 or 403 for what is wrong with our own key', () => {
    for (const kind of Object.keys(failures) as FailureKind[]) assert.ok(![401, 403].includes(refuse(kind).status), kind);
  });

  it('says that a prompt is too long in the words that clients look for', () => {
    const { status, error } = refuse('context');
    assert.equal(status, 400);
    assert.equal(error.code, 'context_length_exceeded');
    assert.match(String(error.message), /^It did not work\. .*maximum context length/);
    const said = 'This model\'s maximum context length is 8192 tokens.';
    assert.equal((JSON.parse(openAiChat.refuse(failure('context', said)).body) as { error: { message: string } }).error.message, said);
  });

  it('names the field that is wrong', () => assert.equal(refuse('bad_request', { field: 'messages[2].role' }).error.param, 'messages[2].role'));

  it('keeps clients from trying again on their own, and says how long to wait in whole seconds', () => {
    assert.deepEqual(refuse('server').headers, { 'content-type': 'application/json; charset=utf-8', 'x-should-retry': 'false' });
    const seconds = (retryAfterMs: number) => refuse('rate_limited', { retryAfterMs }).headers['retry-after'];
    assert.deepEqual([seconds(0), seconds(1), seconds(1_000), seconds(1_001), seconds(61_500)], ['1', '1', '1', '2', '62']);
    for (const kind of ['rate_limited', 'at_limit'] as const) assert.equal(refuse(kind).headers['retry-after'], '2', 'also where nobody has said how long');
  });
});

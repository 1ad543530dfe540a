import assert from 'node:assert/strict';
import { fromNowMs, goDurationMs } from '../../../src/outbound/reply-errors/durations';
import { toldBy } from '../../../src/outbound/reply-errors/told';
import { waitHintMs } from '../../../src/outbound/reply-errors/wait-hint';

const wallMs = Date.parse('2026-11-24T12:00:00Z');
const hint = (headers: Record<string, string>, body?: unknown) => waitHintMs(headers, body === undefined ? undefined : toldBy(body), wallMs);

describe('hints how long to wait', () => {
  it('are read in each spelling, the surest first', () => {
    assert.equal(hint({ 'retry-after': '2' }), 2_000);
    assert.equal(hint({ 'retry-after': '2.5' }), 2_500);
    assert.equal(hint({ 'retry-after': 'Tue, 24 Nov 2026 12:00:09 GMT' }), 9_000);
    assert.equal(hint({ 'retry-after': 'Tue, 24 Nov 2026 11:00:00 GMT' }), 0);
    assert.equal(hint({ 'retry-after-ms': '150', 'retry-after': '2' }), 150);
    assert.equal(hint({ 'retry-after': '-1' }), undefined);
    assert.equal(hint({ 'retry-after': 'soon' }), undefined);
  });

  it('are taken from the limits that are used up, the longest of them', () => {
    assert.equal(hint({ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1.2s', 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '6m0s' }), 360_000);
    assert.equal(hint({ 'x-ratelimit-remaining-requests': '3', 'x-ratelimit-reset-requests': '1h' }), undefined);
    assert.equal(hint({ 'anthropic-ratelimit-input-tokens-remaining': '0', 'anthropic-ratelimit-input-tokens-reset': '2026-11-24T12:00:30Z' }), 30_000);
  });

  it('are found in the body', () => {
    assert.equal(hint({}, { error: { message: 'Rate limit reached. Please try again in 1m2.5s. Visit' } }), 62_500);
    assert.equal(hint({}, { error: { message: 'Please retry in 36.4s.' } }), 36_400);
    assert.equal(hint({}, [{ error: { code: 429, message: 'x', details: [{ '@type': 'QuotaFailure' }, { '@type': 'RetryInfo', retryDelay: '36s' }] } }]), 36_000);
    assert.equal(hint({}, { error: { message: 'x', code: 429, metadata: { headers: { 'X-RateLimit-Reset': String(wallMs + 5_000) } } } }), 5_000);
    assert.equal(hint({}, { error: { message: 'Try again later.' } }), undefined);
  });

  it('know Go durations, seconds, epochs and dates', () => {
    for (const [text, ms] of [['6m0s', 360_000], ['12ms', 12], ['1h2m3.5s', 3_723_500], ['2m59.56s', 179_560], ['500us', 1]] as const) assert.equal(goDurationMs(text), ms, text);
    for (const text of ['', 's', '5', '5 s', '1s!']) assert.equal(goDurationMs(text), undefined, text);
    assert.equal(fromNowMs('30', wallMs), 30_000);
    assert.equal(fromNowMs(String(wallMs / 1_000 + 4), wallMs), 4_000);
    assert.equal(fromNowMs(String(wallMs + 4), wallMs), 4);
    assert.equal(fromNowMs(String(wallMs + 4), undefined), undefined);
  });

  it('are none where the header is blank or no number of milliseconds: then the next spelling counts', () => {
    for (const text of ['', ' ', 'Infinity', '1e3', '-5']) assert.equal(hint({ 'retry-after-ms': text, 'retry-after': '2' }), 2_000, text);
    assert.equal(hint({ 'retry-after-ms': ' 150 ' }), 150);
  });

  it('are believed up to a day, in every spelling', () => {
    const dayMs = 86_400_000;
    for (const text of ['1'.repeat(400), '864000000']) assert.equal(hint({ 'retry-after-ms': text }), dayMs, text);
    for (const text of ['9'.repeat(9), '9'.repeat(60), '500d', '999999999h', 'Tue, 24 Nov 2099 12:00:09 GMT']) assert.equal(hint({ 'retry-after': text }), dayMs, text);
    assert.equal(hint({}, { error: { message: 'x', details: [{ retryDelay: '864000s' }] } }), dayMs);
  });

  it('are none in a text too long to be one', () => {
    for (const text of ['1'.repeat(65), '1s'.repeat(33), `1s${' '.repeat(70)}1s`]) {
      assert.equal(goDurationMs(text), undefined, text);
      assert.equal(hint({ 'retry-after': text }), undefined, text);
    }
    assert.equal(hint({}, { error: { message: `Please retry in ${'1m'.repeat(33)}.` } }), undefined);
  });
});

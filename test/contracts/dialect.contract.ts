import assert from 'node:assert/strict';
import type * as FastCheck from 'fast-check';
import { failures } from '../../src/chat/failure';
import type { Part } from '../../src/chat/part';
import type { ProviderDialect } from '../../src/outbound/dialect';
import { vendors } from '../../src/outbound/vendors';
import { anyChat, everyFeature } from '../kit/outbound/chats';
import { answerOf, decodeWhole, readBytes, readStream } from '../kit/outbound/decode';
import { everything, targetOf } from '../kit/outbound/target';
import { fromTestPackage } from '../kit/test-package';

const fc = fromTestPackage<typeof FastCheck>('fast-check');

/** Thousands of cases: on a busy machine they take longer than mocha waits. */
const patient = 30_000;

/** One answer as the dialect streams it and as it sends it whole; it thinks, says `text`, and calls two tools. */
export interface Sample { vendor: string; stream: string; whole: string }

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) { Object.freeze(value); Object.values(value).forEach(frozen); }
  return value;
}

/** What a decoder may give for anything at all: parts, at most one error, and nothing behind it. */
function sound(parts: readonly Part[]): void {
  const at = parts.findIndex((part) => part.type === 'error');
  assert.ok(at === -1 || at === parts.length - 1, 'nothing follows an error');
  assert.ok(parts.filter((part) => part.type === 'start').length <= 1, 'one start');
  assert.ok(parts.filter((part) => part.type === 'finish').length <= 1, 'one finish');
  for (const part of parts) if ('text' in part && part.type !== 'tool_arguments') assert.notEqual(part.text, '', 'no empty part');
}

/** What every provider dialect must do. */
export function dialectContract(dialect: ProviderDialect, sample: Sample): void {
  const target = targetOf(sample.vendor, 'some-model', { maxOutput: 1_000 });
  const rows = vendors.filter((row) => row.dialect === dialect.id);
  const read = (pieces: Uint8Array[]) => readBytes(dialect.decoder(frozen(everyFeature), target, { stream: true }), pieces);

  describe(`provider dialect: ${dialect.id}`, () => {
    it('reads a stream the same wherever its bytes are cut', () => {
      const bytes = Buffer.from(sample.stream, 'utf8');
      const uncut = read([bytes]);
      assert.ok(uncut.complete && uncut.done);
      // Compared as text: thousands of deep comparisons take seconds.
      const wanted = JSON.stringify(uncut);
      for (let cut = 1; cut < bytes.length; cut++) assert.equal(JSON.stringify(read([bytes.subarray(0, cut), bytes.subarray(cut)])), wanted, `cut at ${cut}`);
      assert.deepEqual(read([...bytes].map((byte) => Uint8Array.of(byte))), uncut, 'byte by byte');
    }).timeout(patient);

    it('never takes a stream that ends early for a whole answer', () => {
      const bytes = Buffer.from(sample.stream, 'utf8');
      const uncut = answerOf(read([bytes]).parts);
      for (let length = 0; length < bytes.length; length++) {
        const { parts, complete } = read([bytes.subarray(0, length)]);
        sound(parts);
        const answer = answerOf(parts);
        assert.ok(uncut.text.startsWith(answer.text) && uncut.reasoning.startsWith(answer.reasoning));
        if (complete) assert.deepEqual([answer.text, answer.reasoning, answer.calls, answer.finish], [uncut.text, uncut.reasoning, uncut.calls, uncut.finish], `complete at ${length}`);
      }
    }).timeout(patient);

    it('reads a whole reply to the same answer as a stream, and so when it was asked for a stream', () => {
      const { start: _start, ...streamed } = answerOf(read([Buffer.from(sample.stream)]).parts);
      const { start, ...whole } = answerOf(decodeWhole(dialect, target, sample.whole, everyFeature).parts);
      assert.deepEqual(whole, streamed);
      assert.ok(start?.id && start.model);
      assert.deepEqual(answerOf(dialect.decoder(everyFeature, target, { stream: true }).whole(sample.whole)).text, streamed.text);
      assert.ok(streamed.text && streamed.reasoning && streamed.calls.length === 2 && streamed.usage);
    }).timeout(patient);

    it('writes every canonical feature for every vendor, as JSON, without changing the chat', () => {
      for (const vendor of rows) {
        for (const can of [everything, { ...everything, json: 'none' as const, prefill: true }, { ...everything, json: 'object' as const, reasoning: true }]) {
          for (const refuses of [[], ['sampling', 'penalties', 'stop', 'forced tool'] as const]) {
            const to = targetOf(vendor.id, 'some-model', { can, refuses: [...refuses] });
            const { call, warnings } = dialect.encode(frozen(everyFeature), to, { stream: true, maxTokens: 100 });
            const body = JSON.parse(String(call.body)) as { model: string; stream: boolean };
            assert.deepEqual([body.model, body.stream, call.method], ['some-model', true, 'POST']);
            assert.ok(URL.canParse(call.url));
            for (const [name, value] of Object.entries(call.headers)) assert.deepEqual([name.toLowerCase(), typeof value], [name, 'string']);
            for (const header of ['authorization', 'x-api-key', 'api-key']) assert.equal(header in call.headers, false, 'no secret');
            for (const warning of warnings) assert.match(warning.message, /\.$/);
            assert.equal(new Set(warnings.map((warning) => warning.message)).size, warnings.length, 'each loss is told once');
          }
        }
      }
    }).timeout(patient);

    it('writes any chat, for any vendor, and says nothing of another dialect', () => {
      fc.assert(fc.property(anyChat(fc), fc.constantFrom(...rows), fc.boolean(), (chat, vendor, stream) => {
        const { call } = dialect.encode(frozen(chat), targetOf(vendor.id, 'some-model'), { stream });
        assert.equal(String(call.body).includes(`only ${dialect.id === 'openai-chat' ? 'anthropic-messages' : 'openai-chat'} knows`), false);
        assert.doesNotThrow(() => { JSON.parse(String(call.body)); });
      }), { numRuns: 100 });
    }).timeout(patient);

    it('never throws, whatever a vendor sends', () => {
      const event = fc.record({ name: fc.option(fc.constantFrom('error', 'message_start', 'ping', 'x'), { nil: undefined }), data: fc.oneof(fc.string(), fc.json(), fc.constant('[DONE]')) });
      fc.assert(fc.property(fc.array(event, { maxLength: 6 }), fc.oneof(fc.string(), fc.json()), (events, body) => {
        const decoder = dialect.decoder(everyFeature, target, { stream: true });
        const parts = events.flatMap((each) => decoder.event(each));
        sound([...parts, ...decoder.end().parts]);
        sound(dialect.decoder(everyFeature, target, { stream: false }).whole(body));
      }), { numRuns: 200 });
    }).timeout(patient);

    it('never throws over a sample with a piece of it broken', () => {
      const words = sample.stream.split(/(?<=[{}[\]",:])/);
      const bad = fc.constantFrom('null', '""', '7', '[]', '{}', '{"x":1}', '"\\ud83d"', 'true', '');
      fc.assert(fc.property(fc.nat(words.length - 1), bad, (at, piece) => {
        sound(readStream(dialect, target, [...words.slice(0, at), piece, ...words.slice(at + 1)].join(''), everyFeature).parts);
        sound(readStream(dialect, target, [...words.slice(0, at), piece, ...words.slice(at)].join(''), everyFeature).parts);
      }), { numRuns: 200 });
    }).timeout(patient);

    it('makes a failure of any reply: a kind that is known, and a sentence', () => {
      const headers = fc.dictionary(fc.constantFrom('retry-after', 'retry-after-ms', 'x-should-retry', 'x-ratelimit-reset-tokens', 'x-ratelimit-remaining-tokens', 'date'), fc.string());
      fc.assert(fc.property(fc.integer({ min: 200, max: 599 }), headers, fc.oneof(fc.string(), fc.json()), (status, head, body) => {
        const failure = dialect.failure({ status, headers: head, body }, target, 1_000);
        assert.ok(failure.kind in failures);
        assert.match(failure.message, /\.$/);
        assert.ok(failure.retryAfterMs === undefined || failure.retryAfterMs >= 0);
        dialect.limits(head);
      }), { numRuns: 200 });
    }).timeout(patient);
  });
}

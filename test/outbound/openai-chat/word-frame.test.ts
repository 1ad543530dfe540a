import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Arbitrary } from 'fast-check';
import type { Part } from '../../../src/chat/part';
import { openaiChat } from '../../../src/outbound/openai-chat/openai-chat';
import { chunks, delta, readStream } from '../../kit/outbound/decode';
import { targetOf } from '../../kit/outbound/target';
import { fromTestPackage } from '../../kit/test-package';

const fc = fromTestPackage<typeof import('fast-check')>('fast-check');

const read = (texts: readonly string[], vendor: string): Part[] => readStream(openaiChat, targetOf(vendor, 'some-model'), texts.map((text) => `data: ${text}\n\n`).join('')).parts;

/** The same chunks, none of them written like another: each has to be parsed. */
const unlike = (texts: readonly string[]): string[] => texts.map((text, index) => text.replace('{', `{${' '.repeat(index + 1)}`));

function parsings(work: () => void): number {
  const { parse } = JSON;
  let count = 0;
  JSON.parse = ((text: string) => { count++; return parse(text) as unknown; }) as typeof parse;
  try { work(); } finally { JSON.parse = parse; }
  return count;
}

const word = fc.oneof(
  fc.constantFrom('', ' ', 'a', ' the', 'stop', 'assistant', ':', ',', '"', '\\', '\n', '\u0001', '<think>', '</think>', 'm', 'null', 'content', 'é', '\u{1f600}', '\ud83d', '{"x":"y"}', 'mx'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const filler = fc.constantFrom(undefined, 'abc', 'XyZ01', '', 'a', 'ax');
const said: Arbitrary<Record<string, unknown>> = fc.oneof(
  { weight: 8, arbitrary: word.map((content) => ({ content })) },
  { weight: 1, arbitrary: word.map((text) => ({ content: null, reasoning_content: text })) },
  { weight: 1, arbitrary: fc.constantFrom({ role: 'assistant', content: '' }, { refusal: 'No.' }, {}, { content: [{ type: 'text', text: 'a' }] }, { content: 'a', annotations: [1] }, { tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: '{}' } }] }) },
);
const more = fc.constantFrom({}, {}, {}, { service_tier: 'default' }, { service_tier: 'flex' }, { usage: { prompt_tokens: 1, completion_tokens: 2 } }, { error: null });
const chunk = fc.tuple(said, more, filler, fc.constantFrom(null, null, null, null, null, null, 'stop')).map(([delta_, fields, obfuscation, finish]) => (
  JSON.stringify(delta(delta_, finish, { ...fields, ...(obfuscation !== undefined && { obfuscation }) }))));

describe('openai-chat: chunks that are alike but for their word', () => {
  it('are read as they would be one by one, whatever stands in them and between them', () => {
    fc.assert(fc.property(fc.array(chunk, { minLength: 2, maxLength: 30 }), fc.constantFrom('openai', 'other-openai', 'groq', 'deepseek', 'ollama', 'vllm', 'xai'), (texts, vendor) => {
      assert.deepEqual(read(texts, vendor), read(unlike(texts), vendor));
    }), { numRuns: 600 });
  });

  it('are not parsed each', () => {
    const many = Array.from({ length: 200 }, (_, index) => `word${index} `);
    const plain = chunks(...many.map((content) => delta({ content })));
    assert.ok(parsings(() => { readStream(openaiChat, targetOf('other-openai', 'm'), plain); }) < 10);
    const obfuscated = chunks(...many.map((content, index) => delta({ content }, null, { obfuscation: `x${index ** 3}` })));
    assert.ok(parsings(() => { readStream(openaiChat, targetOf('openai', 'm'), obfuscated); }) < 10);
    const clocked = chunks(...many.map((content, index) => ({ ...delta({ content }), created: Math.floor(index / 20) })));
    assert.ok(parsings(() => { readStream(openaiChat, targetOf('openai', 'm'), clocked); }) < 40);
  });

  it('are parsed where a word needs an escape or comes with something new', () => {
    const texts = ['a ', 'b ', 'c "quoted" ', 'd\n', 'e'];
    const parts = read([...texts.map((content) => JSON.stringify(delta({ content }))), JSON.stringify(delta({ content: 'f', annotations: [{ url: 'u' }] })), JSON.stringify(delta({ content: 'g' }, 'stop'))], 'openai');
    assert.equal(parts.map((part) => (part.type === 'text' ? part.text : '')).join(''), `${texts.join('')}fg`);
    assert.ok(parts.some((part) => part.type === 'extra') && parts.some((part) => part.type === 'finish'));
  });

  it('are not taken for the place where the same text stands, too', () => {
    const parts = read(['m', 'm', 'x'].map((model) => JSON.stringify(delta({ content: 'm' }, null, { model }))), 'openai');
    assert.equal(parts.map((part) => (part.type === 'text' ? part.text : '')).join(''), 'mmm');
  });

  it('are not kept by the words that were taken from them', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const decoder = openaiChat.decoder({ messages: [], stream: true }, targetOf('openai', 'm'), { stream: true });
    const kept: Part[] = [];
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let index = 0; index < 5_000; index++) {
      kept.push(...decoder.event({ data: JSON.stringify(delta({ content: `a rather long word, number ${index}` }, null, { system_fingerprint: 'x'.repeat(2_000) })) }));
    }
    collect();
    const bytes = (process.memoryUsage().heapUsed - before) / kept.length;
    assert.ok(bytes < 1_000, `${Math.round(bytes)} bytes a word`);
  });

  it('end where one is broken', () => {
    const good = (content: string) => JSON.stringify(delta({ content }));
    const parts = read([good('a'), good('b'), good('c').slice(0, -1), good('d')], 'openai');
    assert.deepEqual(parts.map((part) => part.type), ['start', 'text', 'text', 'error']);
  });
});

import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Arbitrary } from 'fast-check';
import type { Part } from '../../src/chat/part';
import { Collector, partsOf } from '../../src/run/collect';
import { fromTestPackage } from '../kit/test-package';

const fc = fromTestPackage<typeof import('fast-check')>('fast-check');

const text = fc.oneof(
  fc.constantFrom('', 'a', ' the', 'é', 'ÿ', 'Ā', '\u0000', '\ud83d', '\ude00', '\u{1f600}', '漢字', 'x'.repeat(600), '漢'.repeat(600)),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const words = (types: readonly ('text' | 'reasoning' | 'refusal')[]): Arbitrary<Part> => fc.tuple(fc.constantFrom(...types), text).map(([type, said]) => ({ type, text: said }));
const part: Arbitrary<Part> = fc.oneof(
  { weight: 8, arbitrary: words(['text', 'text', 'text', 'reasoning', 'refusal']) },
  { weight: 1, arbitrary: fc.nat(2).map((index): Part => ({ type: 'tool_call', index, id: `call-${index}`, name: 'look' })) },
  { weight: 3, arbitrary: fc.tuple(fc.nat(2), text).map(([index, said]): Part => ({ type: 'tool_arguments', index, text: said })) },
  { weight: 1, arbitrary: fc.constantFrom<Part>({ type: 'extra', dialect: 'openai-chat', value: { reply: { a: 1 } } }, { type: 'start' }, { type: 'finish', reason: 'length' }) },
);

/** An answer in the simplest way. */
function plainly(parts: readonly Part[]): unknown[] {
  const blocks: { type: string; index?: number; said: string }[] = [];
  for (const one of parts) {
    const last = blocks[blocks.length - 1];
    if (one.type === 'text' || one.type === 'reasoning' || one.type === 'refusal') {
      if (last?.type === one.type) last.said += one.text;
      else blocks.push({ type: one.type, said: one.text });
    } else if (one.type === 'tool_call') blocks.push({ type: 'tool_call', index: one.index, said: '' });
    else if (one.type === 'tool_arguments') {
      const call = blocks.filter(({ index }) => index === one.index).pop();
      if (call) call.said += one.text;
    }
  }
  return blocks.map(({ type, said }) => ({ type, said }));
}

const told = ({ answer }: Collector): unknown[] => answer.content.map((block) => ({
  type: block.type,
  said: block.type === 'tool_call' ? block.arguments : block.type === 'refusal' ? block.refusal : block.type === 'text' || block.type === 'reasoning' ? block.text : undefined,
}));

describe('an answer put together from its parts', () => {
  it('says what they say, letter by letter, however they were cut, and also while it grows', () => {
    fc.assert(fc.property(fc.array(fc.array(part, { maxLength: 6 }), { maxLength: 12 }), (batches) => {
      const collector = new Collector();
      const so: Part[] = [];
      for (const batch of batches) {
        collector.add(batch);
        so.push(...batch);
        assert.deepEqual(told(collector), plainly(so));
      }
    }), { numRuns: 500 });
  });

  it('is the same again from its own parts', () => {
    const collector = new Collector();
    collector.add([{ type: 'reasoning', text: 'hm' }, { type: 'text', text: 'a' }, { type: 'tool_call', index: 4, id: 'c', name: 'look' }, { type: 'tool_arguments', index: 4, text: '{}' }]);
    const again = new Collector();
    again.add(partsOf(collector.answer, undefined));
    assert.deepEqual(again.answer.content, collector.answer.content);
  });

  it('keeps none of the words that it was put together from', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const collectors = Array.from({ length: 100 }, () => new Collector());
    for (const collector of collectors) collector.add([{ type: 'text', text: 'The' }, { type: 'text', text: ' sky' }]);
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let index = 0; index < 1_000; index++) for (const collector of collectors) collector.add([{ type: 'text', text: ` ${index}` }]);
    collect();
    const bytes = (process.memoryUsage().heapUsed - before) / 100_000;
    assert.ok(bytes < 25, `${Math.round(bytes)} bytes of heap a word`);
    assert.equal(collectors[0]?.answer.content.length, 1);
  });
});

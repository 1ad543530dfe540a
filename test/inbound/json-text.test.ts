import assert from 'node:assert/strict';
import { dollars, fieldsBefore, quoted, written } from '../../src/inbound/json-text';
import { llmOf, llmText } from '../../src/inbound/llm';
import { outcomeWith } from '../kit/outcomes';
import { fromTestPackage } from '../kit/test-package';

const fc = fromTestPackage<typeof import('fast-check')>('fast-check');

describe('JSON written by hand', () => {
  it('quotes any text as JSON.stringify does, halves of characters and signs that must be escaped included', () => {
    const units = fc.oneof(fc.constantFrom(0, 9, 10, 0x1f, 0x22, 0x5c, 0x7f, 0x2028, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xffff), fc.integer({ min: 0, max: 0xffff }));
    const anyText = fc.array(units, { maxLength: 20 }).map((codes) => String.fromCharCode(...codes));
    fc.assert(fc.property(fc.oneof(anyText, fc.string({ unit: 'grapheme' }), fc.string({ minLength: 3_000, maxLength: 3_100 })), (text) => {
      assert.equal(quoted(text), JSON.stringify(text));
    }), { numRuns: 2_000 });
  });

  it('writes any value as JSON.stringify does, and leaves out what JSON cannot say', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => { assert.equal(written(value), JSON.stringify(value)); }));
    assert.equal(written(undefined), undefined);
    assert.equal(written(Number.NaN), 'null');
  });

  it('puts the fields of an object before others, but for those of these names', () => {
    const fields = fieldsBefore({ id: 'no', a: 1, 'b"': { c: null }, d: undefined, constructor: 'x' }, new Set(['id']));
    assert.deepEqual(JSON.parse(`{${fields}"id":"yes"}`), JSON.parse('{"a":1,"b\\"":{"c":null},"constructor":"x","id":"yes"}'));
    assert.equal(fieldsBefore(undefined, new Set()), '');
  });

  it('writes whole micro-dollars with six places, exactly', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 1e12 }), (micros) => { assert.equal(dollars(micros), (micros / 1e6).toFixed(6)); }));
    assert.equal(dollars(49), '0.000049');
    assert.equal(dollars(12_000_001), '12.000001');
    for (const micros of [1e15, 1e300, Infinity]) assert.equal(JSON.parse(dollars(micros)), Number.isFinite(micros) ? micros / 1e6 : null);
  });

  it('tells of an outcome what llmOf says', () => {
    const none = { head: undefined, attempts: [], usage: undefined, costMicros: null, firstTokenMs: undefined, why: 'a "why"\n', warnings: ['one "warning"'] };
    for (const outcome of [outcomeWith(), outcomeWith(none), outcomeWith({ head: undefined, cached: true })]) assert.deepEqual(JSON.parse(llmText(outcome)), llmOf(outcome));
  });
});

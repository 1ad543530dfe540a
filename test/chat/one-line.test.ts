import assert from 'node:assert/strict';
import { oneLine } from '../../src/chat/one-line';
import { fromTestPackage } from '../kit/test-package';

const fc = fromTestPackage<typeof import('fast-check')>('fast-check');

describe('a text in one line', () => {
  it('has one space for each run of white space, and nothing else is changed', () => {
    const text = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\u00a0', 'a', 'b') });
    fc.assert(fc.property(text, (words) => { assert.equal(oneLine(words), words.replace(/\s+/g, ' ')); }));
  });
});

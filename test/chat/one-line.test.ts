import assert from 'node:assert/strict';
import { oneLine } from '../../src/chat/one-line';
import { fromTestPackage } from '../kit/test-package';

const fc = fromTestPackage<typeof import('fast-check')>('fast-check');

describe('a text in one line', () => {
  it('has one space for each run of white space and control characters, and nothing else is changed', () => {
    const text = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\u00a0', '\u2028', '\u001b', '\u007f', '\u009b', 'a', 'b') });
    fc.assert(fc.property(text, (words) => { assert.equal(oneLine(words), words.replace(/[\s\p{Cc}]+/gu, ' ')); }));
  });
});

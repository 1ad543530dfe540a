import assert from 'node:assert/strict';
import { lastPiece, picksWithin, readPicks, writePicks } from '../../nodes/kit/editor/picks';

describe('editor: lists of models as text', () => {
  it('reads names with commas between', () => {
    assert.deepEqual(readPicks(' gpt-5-mini ,, llama3.2:3b '), [{ name: 'gpt-5-mini', share: 1 }, { name: 'llama3.2:3b', share: 1 }]);
    assert.deepEqual(readPicks(''), []);
  });
  it('reads a number after a name as its share', () => {
    assert.deepEqual(readPicks('gpt-5-mini 90, My server/gpt 5 0.5'), [{ name: 'gpt-5-mini', share: 90 }, { name: 'My server/gpt 5', share: 0.5 }]);
  });
  it('takes a number that stands alone for a name', () => assert.deepEqual(readPicks('42'), [{ name: '42', share: 1 }]));
  it('writes what it reads', () => {
    for (const text of ['a', 'a 2, b', 'OpenAI/gpt-5 0.25, small']) assert.equal(writePicks(readPicks(text)), text);
  });
  it('completes the last name and leaves those before it', () => {
    assert.deepEqual(lastPiece('gpt-5, cl'), { before: 'gpt-5, ', piece: 'cl' });
    assert.deepEqual(lastPiece('cl'), { before: '', piece: 'cl' });
    assert.deepEqual(lastPiece('gpt-5,'), { before: 'gpt-5, ', piece: '' });
  });
});

describe('editor: a list within a provider', () => {
  const model = (provider: string, name: string, tags: string[], starter: boolean) => ({ key: `${provider}/${name}`, provider, name, tags, starter });
  const known = [model('A', 'big', ['best'], true), model('A', 'small', ['cheap'], false), model('B', 'big', ['best'], true)];

  it('means what it says without a provider', () => assert.deepEqual(picksWithin(known, undefined, [{ name: 'best', share: 2 }]), [{ name: 'best', share: 2 }]));
  it('means the starters where it is empty', () => assert.deepEqual(picksWithin(known, 'A', []), [{ name: 'A/big', share: 1 }]));
  it('means this provider\'s models by name, whole name or tag', () => {
    const names = (name: string): string[] => picksWithin(known, 'A', [{ name, share: 1 }]).map((pick) => pick.name);
    assert.deepEqual([names('big'), names('A/small'), names('cheap')], [['A/big'], ['A/small'], ['A/small']]);
  });
  it('leaves a name that nobody has to the runtime, which says so', () => assert.deepEqual(picksWithin(known, 'A', [{ name: 'none', share: 1 }]), [{ name: 'A/none', share: 1 }]));
});

import assert from 'node:assert/strict';
import { candidateTable } from '../../src/decide/table';
import { candidate } from '../kit/question';

describe('candidate table', () => {
  const table = candidateTable([
    candidate('OpenAI/gpt-5', { tags: ['best'] }),
    candidate('OpenAI/gpt-5-mini', { tags: ['cheap', 'German'], starter: true }),
    candidate('Azure/gpt-5'),
    candidate('OpenRouter/openai/gpt-5', { tags: ['CHEAP', 'cheap'] }),
    candidate('Local/cheap'),
  ]);
  const names = (name: string): string[] => table.resolve(name).map((at) => table.candidates[at]!.key);

  it('finds a model by its key, its name, a tag, or all of a provider', () => {
    assert.deepEqual(names('Azure/gpt-5'), ['Azure/gpt-5']);
    assert.deepEqual(names('gpt-5'), ['OpenAI/gpt-5', 'Azure/gpt-5']);
    assert.deepEqual(names('best'), ['OpenAI/gpt-5']);
    assert.deepEqual(names('OpenAI/*'), ['OpenAI/gpt-5', 'OpenAI/gpt-5-mini']);
  });

  it('does not mind the case of letters, or spaces around a name', () => {
    assert.deepEqual(names('AZURE/GPT-5'), ['Azure/gpt-5']);
    assert.deepEqual(names(' german '), ['OpenAI/gpt-5-mini']);
    assert.deepEqual(names('openai/*'), names('OpenAI/*'));
  });

  it('lets a key stand above a name, and a name above a tag', () => {
    assert.deepEqual(names('openai/gpt-5'), ['OpenAI/gpt-5']);
    assert.deepEqual(names('cheap'), ['Local/cheap']);
    assert.deepEqual(names('CHEAP'), ['Local/cheap']);
  });

  it('knows nobody by other names, those of an object\'s own members included', () => {
    for (const name of ['', 'gpt', 'gpt-5-mini ultra', '__proto__', 'constructor', '*', 'Nobody/*']) assert.deepEqual(names(name), []);
  });

  it('names each candidate once, though a tag stands there twice', () => {
    assert.deepEqual(candidateTable([candidate('A/x', { tags: ['fast', 'FAST'] })]).resolve('fast'), [0]);
  });

  it('has the marked ones as starters; all of them where none is marked', () => {
    assert.deepEqual(table.starters, [1]);
    assert.deepEqual(candidateTable([candidate('A/x'), candidate('A/y')]).starters, [0, 1]);
    assert.deepEqual(candidateTable([]).starters, []);
  });
});

import assert from 'node:assert/strict';
import { importFromChatPage } from '../kit/chat-page';
import { fromTestPackage } from '../kit/test-package';

interface Piece { kind: string; text: string }
interface Block { kind: string; text?: string; language?: string; pieces?: Piece[]; items?: Piece[][]; ordered?: boolean; start?: number }
const fastCheck = fromTestPackage<typeof import('fast-check')>('fast-check');

describe('chat page, a model\'s text', () => {
  let toBlocks: (text: string) => Block[];
  before(async () => { ({ toBlocks } = await importFromChatPage<{ toBlocks: typeof toBlocks }>('markup.js')); });

  it('splits paragraphs and keeps the line ends in them', () => {
    assert.deepEqual(toBlocks('one\ntwo\n\nthree'), [
      { kind: 'paragraph', pieces: [{ kind: 'text', text: 'one\ntwo' }] },
      { kind: 'paragraph', pieces: [{ kind: 'text', text: 'three' }] },
    ]);
  });

  it('keeps code as it is, even where it looks like something else', () => {
    assert.deepEqual(toBlocks('Look:\n```js\n# no heading\n\n- no list\n  **x** `y`\n```\nDone'), [
      { kind: 'paragraph', pieces: [{ kind: 'text', text: 'Look:' }] },
      { kind: 'code', language: 'js', text: '# no heading\n\n- no list\n  **x** `y`' },
      { kind: 'paragraph', pieces: [{ kind: 'text', text: 'Done' }] },
    ]);
  });

  it('shows code whose fence is still open, as while it streams in', () => {
    assert.deepEqual(toBlocks('```py\nprint(1)'), [{ kind: 'code', language: 'py', text: 'print(1)' }]);
  });

  it('ends a long fence only with one as long', () => {
    assert.deepEqual(toBlocks('````\n```\nx\n```\n````'), [{ kind: 'code', language: '', text: '```\nx\n```' }]);
  });

  it('finds inline code and strong words, and leaves lone marks alone', () => {
    assert.deepEqual(toBlocks('Use `a*b` and **mind `this`**, 2 * 3 ** 4, a lone ` mark')[0]!.pieces, [
      { kind: 'text', text: 'Use ' }, { kind: 'code', text: 'a*b' }, { kind: 'text', text: ' and ' },
      { kind: 'strong', text: 'mind `this`' }, { kind: 'text', text: ', 2 * 3 ** 4, a lone ` mark' },
    ]);
  });

  it('finds headings and both kinds of lists', () => {
    const blocks = toBlocks('## Title\n3. three\n4. four\n   goes on\n\n- dash\n\n* star\nafter');
    assert.deepEqual(blocks.map(({ kind, ordered, start, items }) => [kind, ordered, start, items?.map((pieces) => pieces.map(({ text }) => text).join(''))]), [
      ['heading', undefined, undefined, undefined],
      ['list', true, 3, ['three', 'four\ngoes on']],
      ['list', false, 1, ['dash', 'star']],
      ['paragraph', undefined, undefined, undefined],
    ]);
  });

  it('loses no word of any text', () => {
    const line = fastCheck.constantFrom('word', '```', '~~~', '- item', '1. first', '# head', '', '  indented', '**bold** `code`', '<b>x</b>', '* a **b', '`');
    const textOf = (block: Block) => [block.text, ...(block.pieces ?? []).map(({ text }) => text), ...(block.items ?? []).flat().map(({ text }) => text)].join(' ');
    const wordsOf = (text: string) => text.match(/word|item|first|head|indented|bold|code|x|b\b/g) ?? [];
    fastCheck.assert(fastCheck.property(fastCheck.array(line, { maxLength: 14 }), (lines) => {
      const text = lines.join('\n');
      assert.deepEqual(wordsOf(toBlocks(text).map(textOf).join(' ')), wordsOf(text));
    }), { numRuns: 2000 });
  });

  it('finds in a line what the plain pattern for it finds, which is too slow for some', () => {
    const pattern = /(`+)(?!`)(.+?)(?<!`)\1(?!`)|\*\*(?=\S)(.+?)(?<=\S)\*\*/gs;
    const marks = fastCheck.string({ unit: fastCheck.constantFrom('`', '`', '*', '**', ' ', 'a', '\n', '\u00a0'), maxLength: 40 });
    fastCheck.assert(fastCheck.property(marks, (inner) => {
      const text = `a${inner.replace(/\n\s*/g, ' ')}a`;
      const expected: Piece[] = [];
      let done = 0;
      const add = (kind: string, piece: string): void => { if (piece !== '') expected.push({ kind, text: piece }); };
      for (const found of text.matchAll(pattern)) {
        add('text', text.slice(done, found.index));
        if (found[1]) add('code', found[2]!);
        else add('strong', found[3]!);
        done = found.index + found[0].length;
      }
      add('text', text.slice(done));
      assert.deepEqual(toBlocks(text)[0]!.pieces, expected);
    }), { numRuns: 5000 });
  });

  it('is quick with a text made to be slow', () => {
    let growing = '';
    for (let length = 1; growing.length < 80_000; length++) growing += `${'`'.repeat(length)}a `;
    const spaces = ' '.repeat(20_000);
    for (const text of ['`'.repeat(80_000), '**a'.repeat(20_000), '**a '.repeat(20_000), '*'.repeat(80_000), '** '.repeat(25_000), '- '.repeat(40_000), growing, `- ${spaces}a\u2028`, `# ${spaces}a\u2028`]) {
      let best = Infinity;
      // What else the machine does counts only once.
      for (let at = 0; at < 3 && best > 100; at++) {
        const begun = performance.now();
        toBlocks(text);
        best = Math.min(best, performance.now() - begun);
      }
      assert.ok(best < 200, `${text.slice(0, 10)}: ${best} ms`);
    }
  });
});

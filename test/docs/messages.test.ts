import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { covers, causes } from '../../src/chat/causes';
import { failures, type FailureKind } from '../../src/chat/failure';
import { checkout } from '../kit/test-package';

/** A cancelled run sends no message on. */
const onMessages = (Object.keys(failures) as FailureKind[]).filter((kind) => kind !== 'cancelled').map((kind) => failures[kind]);

function rows(markdown: string): string[][] {
  return markdown.split('\n').filter((line) => line.startsWith('| `LLM_')).map((line) => line.split('|').slice(1, 5).map((cell) => cell.trim().replaceAll('`', '')));
}

describe('docs/messages.md', () => {
  const text = readFileSync(join(checkout, 'docs', 'messages.md'), 'utf8');

  it('lists each code with its output and status, as the code has them', () => {
    const told = rows(text).map(([code, port, status]) => `${code} ${port} ${status}`);
    const real = [...new Set(onMessages.map(({ code, port, status }) => `${code} ${port} ${status}`))];
    assert.deepEqual(told.toSorted(), real.toSorted());
  });

  it('names the ticks of the fallback node that cover each', () => {
    for (const [code = '', , status, on = ''] of rows(text)) {
      const real = Object.keys(causes).filter((word) => covers([word], code, Number(status)));
      assert.deepEqual(on === '-' ? [] : on.split(', ').toSorted(), real.toSorted(), `${code} ${status}`);
    }
  });

  it('is what the README leads to', () => {
    assert.match(readFileSync(join(checkout, 'README.md'), 'utf8'), /\]\(docs\/messages\.md\)/);
  });
});

describe('the help of each node', () => {
  it('of the ask node names every code', () => {
    const help = readFileSync(join(checkout, 'nodes', 'ask', 'help.md'), 'utf8');
    for (const code of new Set(onMessages.map((row) => row.code))) assert.ok(help.includes(code), code);
  });
});

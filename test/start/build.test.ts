import assert from 'node:assert/strict';
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importScript } from '../kit/practice-provider';
import { tempFolder } from '../kit/temp-folder';

describe('npm start, whether to build', () => {
  const folder = tempFolder();
  let isStale: (root: string) => boolean;
  before(async () => { ({ isStale } = await importScript<{ isStale: typeof isStale }>('start/build.mjs')); });

  const at = (path: string, seconds: number) => utimesSync(join(folder(), path), seconds, seconds);
  beforeEach(() => {
    for (const path of ['src/chat', 'dist/nodes']) mkdirSync(join(folder(), path), { recursive: true });
    for (const path of ['src/chat/chat.ts', 'src/chat/old.ts', 'dist/nodes/ask.js', 'dist/nodes/reply.js']) writeFileSync(join(folder(), path), '');
    writeFileSync(join(folder(), 'package.json'), JSON.stringify({ 'node-red': { nodes: { a: 'dist/nodes/ask.js', b: 'dist/nodes/reply.js' } } }));
    for (const path of ['src', 'src/chat', 'src/chat/chat.ts', 'src/chat/old.ts', 'package.json']) at(path, 1000);
    for (const path of ['dist/nodes/ask.js', 'dist/nodes/reply.js']) at(path, 2000);
  });

  it('is not needed while all that was built is newer than the sources', () => assert.equal(isStale(folder()), false));

  it('is needed after an edit, a deletion, or where something was not built', () => {
    at('src/chat/chat.ts', 3000);
    assert.equal(isStale(folder()), true);
    at('src/chat/chat.ts', 1000);
    rmSync(join(folder(), 'src/chat/old.ts'));
    assert.equal(isStale(folder()), true);
    at('src/chat', 1000);
    assert.equal(isStale(folder()), false);
    rmSync(join(folder(), 'dist/nodes/reply.js'));
    assert.equal(isStale(folder()), true);
  });
});

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { at, nodeFolders, readJson, readText } from './package-files';

type Texts = { [key: string]: string | Texts };

/** "label.name" -> its text, for every text of a catalogue. */
function flat(texts: Texts, prefix = ''): Map<string, string> {
  return new Map(Object.entries(texts).flatMap(([key, value]) =>
    (typeof value === 'string' ? [[prefix + key, value] as const] : [...flat(value, `${prefix}${key}.`)])));
}

const codeOf = (folder: string, files: RegExp): string => readdirSync(at('nodes', folder)).filter((name) => files.test(name)).map((name) => readText('nodes', folder, name)).join('\n');
const kitCode = codeOf('kit/editor', /\.ts$/);

/** Keys that a page's fields name, and that its code looks up: whole ones, and beginnings such as "kind." of `kind.${x}`. */
function usedKeys(html: string, code: string): { whole: Set<string>; begun: string[] } {
  const inFields = [...html.matchAll(/data-i18n="([^"]+)"/g)].flatMap(([, keys = '']) => keys.split(';').map((key) => key.replace(/^\[[\w-]+\]/, '')));
  const texts = [...code.matchAll(/'((?:[\w ]+\.)+[\w ]+|palette|named\w*)'/g)].map(([, key = '']) => key);
  const begun = [...code.matchAll(/`((?:[\w ]+\.)+)\$\{/g)].map(([, start = '']) => start);
  return { whole: new Set([...inFields, ...texts]), begun };
}

describe('packaging: every text is there, and every text is used', () => {
  const core = flat(readJson<Texts>('node_modules', '@node-red', 'nodes', 'locales', 'en-US', 'messages.json'));
  for (const folder of Object.values(nodeFolders)) {
    it(folder, () => {
      const own = flat(readJson<Texts>('nodes', folder, 'locale.json'));
      const built = flat(readJson<Texts>('dist', 'nodes', 'locales', 'en-US', `${folder}.json`));
      const html = readText('nodes', folder, 'editor.html');
      const code = `${html}\n${codeOf(folder, /^editor.*\.ts$/)}`;
      const { whole, begun } = usedKeys(html, code);
      const lookedUp = [...code.matchAll(/(?:\b_|words)\(\s*'([^']+)'/g)].map(([, key = '']) => key);
      const named = [...html.matchAll(/data-i18n="([^"]+)"/g)].flatMap(([, keys = '']) => keys.split(';').map((key) => key.replace(/^\[[\w-]+\]/, '')));
      for (const key of [...lookedUp, ...named]) {
        if (key.startsWith('node-red:')) assert.ok(core.has(key.slice('node-red:'.length)), key);
        else assert.ok(built.has(key), `${key} has no text`);
      }
      for (const start of begun) assert.ok([...built.keys()].some((key) => key.startsWith(start)), `nothing begins with ${start}`);
      // Texts of actions are named with their catalogue in front.
      for (const [, key = ''] of html.matchAll(/label: '@switchyard\/node-red-llm-router\/[\w-]+:([^']+)'/g)) whole.add(key);
      for (const key of own.keys()) assert.ok(whole.has(key) || begun.some((start) => key.startsWith(start)), `${key} is never used`);
    });
  }

  it('kit', () => {
    const everything = Object.values(nodeFolders).map((folder) => readText('nodes', folder, 'editor.html') + codeOf(folder, /^editor.*\.ts$/)).join('\n') + kitCode;
    const { whole, begun } = usedKeys(everything, everything);
    for (const key of flat(readJson<Texts>('nodes', 'kit', 'editor', 'locale.json')).keys()) {
      assert.ok(whole.has(`kit.${key}`) || begun.some((start) => `kit.${key}`.startsWith(start)), `${key} is never used`);
    }
  });
});

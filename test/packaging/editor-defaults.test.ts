import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { credentials, eventKinds, facts, fallbackReasons, operators, properties } from '../../nodes/kit/properties';
import { definitionOf, plain } from './definitions';
import { at, builtPage, nodeFolders, readJson, readText } from './package-files';

describe('packaging: editor and runtime agree', () => {
  for (const [type, schema] of Object.entries(properties)) {
    describe(type, () => {
      const folder = nodeFolders[type] ?? '';

      it('has the same properties with the same defaults', () => {
        const { defaults } = definitionOf(type);
        const values = Object.fromEntries(Object.entries(defaults).map(([name, { value }]) => [name, value]));
        assert.deepEqual(plain(values), plain(schema.parse({})));
      });
      it('has the same credentials', () => {
        assert.deepEqual(plain(definitionOf(type).credentials ?? {}), plain(credentials[type] ?? {}));
      });
      it('has a field for every property, or code that reads it', () => {
        const source = ['editor.html', 'editor.ts'].map((file) => readText('nodes', folder, file)).join('\n');
        const prefix = definitionOf(type).category === 'config' ? 'node-config-input' : 'node-input';
        for (const name of Object.keys(definitionOf(type).defaults)) {
          const isField = source.includes(`id="${prefix}-${name}"`);
          assert.ok(isField || source.includes(`node.${name} = `), `${name} is never shown`);
        }
      });
      it('has an icon where it can be dragged', () => {
        const { icon, category } = definitionOf(type);
        if (category === 'config') return;
        assert.ok(icon && existsSync(at('dist', 'nodes', 'icons', icon)), icon);
        assert.match(readText('icons', icon), /width="40" height="60"/);
      });
      it('uses no colour of its own in its dialog', () => {
        const template = /data-template-name[^>]*>([\S\s]*?)<\/script>/.exec(builtPage(folder))?.[1] ?? '';
        assert.doesNotMatch(template, /#[\da-f]{3,8}\b(?!;)|rgba?\(/i);
      });
    });
  }

  it('offers every reason of a fallback and every kind of event, in the order of the schema', () => {
    const listIn = (folder: string): string[] => [...(/export const \w+ = \[([^\]]*)\]/.exec(readText('nodes', folder, 'editor.ts'))?.[1] ?? '').matchAll(/'([^']+)'/g)].map(([, word = '']) => word);
    assert.deepEqual(listIn('fallback'), [...fallbackReasons]);
    assert.deepEqual(listIn('events'), [...eventKinds]);
  });

  it('offers every fact and every operator of a router\'s rule, with words for it', () => {
    const rows = readText('nodes', 'router', 'editor-rule.ts');
    for (const name of [...facts, ...operators]) assert.ok(rows.includes(`'${name}'`), name);
    const { fact } = readJson<{ fact: Record<string, string> }>('nodes', 'router', 'locale.json');
    assert.deepEqual(Object.keys(fact).sort(), [...facts].sort());
  });
});

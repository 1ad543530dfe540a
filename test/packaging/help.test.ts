import assert from 'node:assert/strict';
import { builtPage, nodeFolders, readText } from './package-files';

const order = ['Inputs', 'Outputs', 'Properties', 'Errors', 'Details', 'References'];

describe('packaging: help', () => {
  for (const [type, folder] of Object.entries(nodeFolders)) {
    const help = readText('nodes', folder, 'help.md');
    describe(type, () => {
      it('is in the page', () => assert.ok(builtPage(folder).includes(`<script type="text/markdown" data-help-name="${type}">\n${help.trim()}`)));
      it('begins with one plain line: it is the tooltip in the palette', () => {
        const [first = '', second = ''] = help.split('\n');
        assert.match(first, /^[A-Z][^*`#[]*\.$/);
        assert.equal(second, '');
      });
      it('has the headings of the core nodes, properties and errors, in their order', () => {
        const headings = [...help.matchAll(/^### (.*)$/gm)].map(([, heading = '']) => heading);
        assert.deepEqual(headings, order.filter((heading) => headings.includes(heading)));
        for (const heading of ['Properties', 'Errors', 'Details']) assert.ok(headings.includes(heading), heading);
      });
      it('names each field of the dialog as the dialog does', () => {
        const { label = {} } = JSON.parse(readText('nodes', folder, 'locale.json')) as { label?: Record<string, string> };
        const parts = ['expand', 'anyProvider', 'test', 'rule', 'value', 'ignoreCase', 'and'];
        // A tick's label is a sentence: the help says it in its own words.
        for (const [key, words] of Object.entries(label)) if (!parts.includes(key) && words.split(' ').length < 4) assert.ok(help.includes(`**${words}**`) || help.includes(`*${words}*`), words);
      });
      it('describes properties in the form that Node-RED reads: a colon more, and half the line is lost', () => {
        for (const line of help.split('\n').filter((one) => one.startsWith(':'))) assert.match(line, /^: [^:(]+\([^:]+\) : [^:]+$/);
      });
    });
  }
});

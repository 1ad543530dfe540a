import assert from 'node:assert/strict';
import { builtPage, nodeFolders, readText } from './package-files';

const order = ['Inputs', 'Outputs', 'Details', 'References'];

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
      it('has the headings of the core nodes, in their order', () => {
        const headings = [...help.matchAll(/^### (.*)$/gm)].map(([, heading = '']) => heading);
        assert.deepEqual(headings, order.filter((heading) => headings.includes(heading)));
        assert.ok(headings.includes('Details'));
      });
      it('describes properties in the form that Node-RED reads: a colon more, and half the line is lost', () => {
        for (const line of help.split('\n').filter((one) => one.startsWith(':'))) assert.match(line, /^: [^:(]+\([^:]+\) : [^:]+$/);
      });
    });
  }
});

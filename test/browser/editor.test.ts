import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { startPractice, type Practice } from '../kit/practice-provider';
import { checkout } from '../kit/test-package';
import { describeInBrowser } from './chromium';
import { Editor } from './editor';
import { startNodeRed, type NodeRedProcess } from './node-red';

const nodes = {
  'switchyard-ask': 'ask model', 'switchyard-router': 'router', 'switchyard-cost-guard': 'cost guard', 'switchyard-cache': 'LLM cache',
  'switchyard-fallback': 'fallback', 'switchyard-memory': 'chat memory', 'switchyard-reply': 'reply', 'switchyard-endpoint': 'chat endpoint',
  'switchyard-events': 'LLM events',
};
const types = Object.keys(nodes);
const examples = readdirSync(join(checkout, 'examples')).filter((name) => name.endsWith('.json')).map((name) => basename(name, '.json')).sort();
/** A key of a catalogue that nobody has translated, such as "label.key". */
const rawKey = /\b(kit|label|hint|section|summary|unit|check|port|placeholder|choose|test|path)\.[a-z]\w*/;

describeInBrowser('The editor', (browser) => {
  let practice: Practice;
  let red: NodeRedProcess;
  let editor: Editor;
  before(async () => {
    practice = await startPractice();
    red = await startNodeRed(practice.url);
    editor = await Editor.open(browser(), red.url);
  });
  after(async () => {
    await red?.close();
    await practice?.close();
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed()) {
      // What a failed test has left open would be in the way of the next.
      await red.deploy([]);
      await editor.reload();
    }
    assert.deepEqual(editor.problems.splice(0), [], 'nothing is complained of on the console');
  });

  it('shows all nodes in one category of the palette, each with its icon', async () => {
    const category = editor.page.locator('#red-ui-palette-container .red-ui-palette-category', { hasText: 'LLM routing' });
    const labels = await category.locator('.red-ui-palette-label').allTextContents();
    assert.deepEqual(labels.map((label) => label.replaceAll(/\s+/g, ' ')), Object.values(nodes));
    for (const type of types) {
      const image = await editor.inPalette(type).locator('.red-ui-palette-icon').evaluate((icon) => icon.getAttribute('style') ?? '');
      const [, address] = /url\(["']?([^"')]+)/.exec(image) ?? [];
      assert.equal((await editor.page.request.get(new URL(address ?? 'none', `${red.url}/`).href)).headers()['content-type'], 'image/svg+xml', type);
    }
  });

  it('has nothing against nodes as they are dropped, and changes none whose dialog is only looked at', async () => {
    await editor.addTab();
    const dropped: string[] = [];
    for (const type of types) dropped.push(await editor.drag(type, 150 + (dropped.length % 3) * 250, 80 + Math.floor(dropped.length / 3) * 90));
    assert.deepEqual(await editor.invalid(), []);
    await editor.deploy();
    for (const id of dropped) {
      const dialog = await editor.edit(id);
      await editor.unfold(dialog);
      assert.doesNotMatch(await editor.wordsOf(dialog), rawKey);
      assert.deepEqual(await editor.withoutLabel(dialog), []);
      await editor.done();
      assert.equal(await editor.isDirty(), false);
    }
    await editor.removeTab();
  });

  it('adds a provider and a store', async () => {
    for (const open of [() => editor.editConfig('switchyard-provider'), () => editor.byAction('Add an LLM store')]) {
      const dialog = await open();
      await editor.unfold(dialog);
      assert.doesNotMatch(await editor.wordsOf(dialog), rawKey);
      assert.deepEqual(await editor.withoutLabel(dialog), []);
      await editor.done();
    }
    const made = (await editor.flow()).filter(({ type }) => ['switchyard-provider', 'switchyard-store'].includes(type));
    assert.deepEqual(made.map(({ type }) => type).sort(), ['switchyard-provider', 'switchyard-store']);
    assert.deepEqual(await editor.invalid(), []);
    await editor.remove(made.map(({ id }) => id));
  });

  it('offers each example, and Deploy complains of none', async () => {
    assert.deepEqual(await editor.examples(), examples);
    for (const example of examples) {
      await editor.importFlow(JSON.parse(readFileSync(join(checkout, 'examples', `${example}.json`), 'utf8')) as object[]);
      assert.deepEqual(await editor.invalid(), [], example);
      await editor.deploy();
      await editor.removeTab();
    }
    await editor.deploy();
  });

  it('imports the example "First call" from the menu and runs it by its button', async () => {
    const made = await editor.importExample('02 - First call');
    await editor.deploy();
    const inject = made.find(({ type }) => type === 'inject');
    const ask = made.find(({ type }) => type === 'switchyard-ask');
    await editor.page.evaluate('RED.actions.invoke("core:show-debug-tab")');
    await editor.onCanvas(inject?.id ?? '').locator('.red-ui-flow-node-button-button').click();
    await editor.page.locator('.red-ui-debug-msg', { hasText: 'I am a practice model' }).waitFor();
    await editor.onCanvas(ask?.id ?? '').locator('.red-ui-flow-node-status-label', { hasText: /^practice-\w+ \d/ }).waitFor();
  });
});

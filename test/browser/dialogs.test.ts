import assert from 'node:assert/strict';
import { properties } from '../../nodes/kit/properties';
import { startPractice, type Practice } from '../kit/practice-provider';
import { describeInBrowser } from './chromium';
import { Editor } from './editor';
import { keyedModels, type KeyedModels } from './keyed-models';
import { startNodeRed, type NodeRedProcess } from './node-red';

const secret = 'sk-a-key-that-nobody-may-see';

describeInBrowser('The dialogs', (browser) => {
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
  afterEach(() => assert.deepEqual(editor.problems.splice(0), [], 'nothing is complained of on the console'));

  const open = async (flow: readonly object[]): Promise<void> => {
    await red.deploy([{ id: 'tab', type: 'tab', label: 'Test' }, ...flow.map((node) => ({ z: 'tab', ...node }))]);
    await editor.reload();
  };
  const wiresOf = async (id: string): Promise<string[][] | undefined> => (await editor.flow()).find((node) => node.id === id)?.wires;

  describe('of the router', () => {
    const rule = (property: string): object => ({
      condition: { source: 'msg', property, operator: 'true', value: '', valueType: 'str', value2: '', value2Type: 'num', ignoreCase: false }, use: [], must: false, chooseBy: 'cheapest',
    });
    beforeEach(() => open([
      { id: 'router', type: 'switchyard-router', name: '', rules: ['a', 'b', 'c'].map(rule), stopAfterFirst: true, portPerRule: true, outputs: 3, x: 150, y: 100, wires: [['A'], ['B'], ['C']] },
      ...['A', 'B', 'C'].map((id, index) => ({ id, type: 'debug', name: id, active: true, x: 400, y: 60 + 40 * index, wires: [] })),
    ]));

    it('lets wires go with their rules when these are put in another order', async () => {
      const dialog = await editor.edit('router');
      const handles = dialog.locator('.red-ui-editableList-item-handle');
      await editor.dragOnto(handles.nth(2), handles.nth(0));
      await editor.done();
      assert.deepEqual(await wiresOf('router'), [['C'], ['A'], ['B']]);
      await editor.deploy();
    });

    it('lets a wire go with its rule when that is deleted, and gives a new rule an output of its own', async () => {
      let dialog = await editor.edit('router');
      const rows = dialog.locator('#node-input-rules-list > li');
      await dialog.locator('.red-ui-editableList-item-remove').nth(1).click();
      await rows.nth(2).waitFor({ state: 'detached' });
      await editor.done();
      assert.deepEqual(await wiresOf('router'), [['A'], ['C']]);
      dialog = await editor.edit('router');
      await dialog.locator('.red-ui-editableList-addButton').click();
      await editor.done();
      assert.deepEqual(await wiresOf('router'), [['A'], ['C'], []]);
    });
  });

  describe('of a provider', () => {
    let models: KeyedModels;
    before(async () => { models = await keyedModels(secret, ['first-model', 'second-model']); });
    after(() => models.close());

    it('tests what is typed, says what is wrong, and keeps the key to the runtime', async () => {
      await open([]);
      const ask = await editor.drag('switchyard-ask', 200, 100);
      const dialog = await editor.edit(ask);
      await dialog.locator('#node-input-btn-provider-add').click();
      const provider = await editor.dialog();
      const verdict = provider.locator('#node-provider-verdict');
      const test = async (): Promise<string> => {
        await provider.getByRole('button', { name: 'Test' }).click();
        await provider.locator('#node-provider-verdict[class]:not([class=""])').waitFor();
        return verdict.innerText();
      };
      await provider.locator('#node-config-input-name').fill('Mine');
      await provider.locator('#node-config-input-vendor').selectOption('other-openai');
      await provider.locator('#node-config-input-address').fill('http://127.0.0.1:9/v1');
      await provider.locator('#node-config-input-key').fill('sk-wrong');
      assert.match(await test(), /127\.0\.0\.1:9/);
      assert.equal(await verdict.getAttribute('class'), 'switchyard-bad');
      await provider.locator('#node-config-input-address').fill(models.address);
      assert.match(await test(), /refused the key/);
      await provider.locator('#node-config-input-key').fill(secret);
      assert.match(await test(), /^Works: 2 models, such as first-model, second-model\./);
      assert.equal(await verdict.getAttribute('class'), 'switchyard-good');
      await provider.getByText('Put them in the list').click();
      await editor.done();
      await editor.done();
      await editor.deploy();

      const flows = await (await fetch(`${red.url}/flows`)).text();
      assert.match(flows, /second-model/);
      assert.doesNotMatch(flows, new RegExp(secret));
      const id = (await editor.flow()).find(({ type }) => type === 'switchyard-provider')?.id;
      assert.deepEqual(await (await fetch(`${red.url}/credentials/switchyard-provider/${id}`)).json(), { has_key: true });

      await editor.reload();
      const again = await editor.editConfig('switchyard-provider', id);
      assert.equal(await again.locator('#node-config-input-key').inputValue(), '__PWRD__');
      assert.equal(await again.locator('#node-config-input-key').getAttribute('type'), 'password');
      await again.getByRole('button', { name: 'Test' }).click();
      await again.getByText('Works: 2 models').waitFor();
      await again.locator('#node-config-input-address').fill('http://127.0.0.1:9/v1');
      await again.getByRole('button', { name: 'Test' }).click();
      await again.getByText('a kept key is only sent to its own address').waitFor();
      assert.doesNotMatch(await editor.page.content(), new RegExp(secret));
    });
  });

  it('change nothing of a node that was written by hand, with hardly more than its type', async () => {
    const written = [
      ...['ask', 'cost-guard', 'cache', 'fallback', 'memory', 'reply', 'endpoint', 'events'].map((kind) => ({ type: `switchyard-${kind}` })),
      { type: 'switchyard-router', rules: [{ condition: { property: 'tier', value: 'gold' }, use: [{ name: 'practice-good' }] }, { condition: { source: 'otherwise', property: '' } }] },
      { type: 'switchyard-ask', models: [{ name: 'practice-good' }] },
    ].map((node, index) => ({ id: `hand${index}`, ...node, x: 200, y: 40 + index * 50, wires: [] }));
    await open(written);
    assert.deepEqual(await editor.invalid(), []);
    for (const { id } of [...written].reverse()) {
      await editor.edit(id);
      await editor.done();
    }
    const now = await editor.flow();
    for (const before of written) {
      const schema = properties[before.type as keyof typeof properties];
      assert.deepEqual(schema.parse(now.find(({ id }) => id === before.id)), schema.parse(before), before.type);
    }
  });

  it('take a share that is left blank for a usual one, not for none', async () => {
    await open([{ id: 'ask', type: 'switchyard-ask', chooseBy: 'shares', models: [{ name: 'practice-good', share: 3 }, { name: 'practice-fast', share: 4 }], x: 200, y: 80, wires: [[], []] }]);
    const dialog = await editor.edit('ask');
    await dialog.locator('#node-input-models-list li').first().getByLabel('share').fill('');
    await editor.done();
    const { models } = properties['switchyard-ask'].parse((await editor.flow()).find(({ id }) => id === 'ask'));
    assert.deepEqual(models, [{ name: 'practice-good', share: 1 }, { name: 'practice-fast', share: 4 }]);
  });

  const mistakes: [type: string, field: string, bad: string, message: RegExp][] = [
    ['switchyard-ask', 'maxAnswer', '-1', /At most: give a whole number from 1 to 10,000,000\./],
    ['switchyard-ask', 'tries', 'many', /Tries: give a whole number from 1 to 100\./],
    ['switchyard-cost-guard', 'limit', 'five', /Limit: give a number from 0 to/],
    ['switchyard-cost-guard', 'timeZone', 'Mars/North', /"Mars\/North" is not known\. Use a name such as Europe\/Berlin/],
    ['switchyard-endpoint', 'path', 'v1', /Path: begin with \//],
    ['switchyard-memory', 'messages', '1.5', /Keep: give a whole number from 0 to/],
  ];

  /** The field whose hint is looked at: it would lie over the field below, and takes its time. The others' words are read from the node. */
  const shown = 'messages';

  it('put a red ring around a mistake, and say what to do', async () => {
    await open([]);
    const made = new Map<string, string>();
    for (const [type] of mistakes) if (!made.has(type)) made.set(type, await editor.drag(type, 200, 80 + made.size * 80));
    for (const [type, id] of made) {
      const dialog = await editor.edit(id);
      await editor.unfold(dialog);
      for (const [, name, bad, message] of mistakes.filter(([of]) => of === type)) {
        const field = dialog.locator(`#node-input-${name}`);
        await field.fill(bad);
        await field.blur();
        await dialog.locator(`#node-input-${name}.input-error`).waitFor();
        if (name === shown) {
          await field.hover();
          await editor.page.locator('.red-ui-popover', { hasText: message }).waitFor();
        }
      }
      await editor.done();
      await editor.onCanvas(id).locator('.red-ui-flow-node-error:visible').waitFor();
    }
    const complaints = await editor.invalid();
    for (const [type, , , message] of mistakes) assert.ok(complaints.some((complaint) => complaint.startsWith(type) && message.test(complaint)), String(message));
  });
});

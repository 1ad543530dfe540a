import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';

/** What is used of the editor's own functions, and of the document, inside the page. */
declare const RED: {
  nodes: {
    createCompleteNodeSet(): Placed[];
    dirty(): boolean;
    eachNode(look: (node: Judged) => void): void;
    eachConfig(look: (node: Judged) => void): void;
    remove(id: string): void;
  };
  view: { importNodes(flow: object[], options: object): void };
  workspaces: { show(id: string): void };
  actions: { invoke(action: string): void };
  editor: { editConfig(name: string, type: string, id: string): void };
};
interface Judged { id: string; type: string; valid: boolean; validationErrors?: string[] }

export interface Placed { id: string; type: string; z?: string; wires?: string[][] }

/** Node-RED's editor in a page of its own, used as people do. */
export class Editor {
  /** What the console and the page complained of. */
  readonly problems: string[] = [];

  private constructor(readonly page: Page) {
    page.on('console', (message) => { if (message.type() === 'error') this.problems.push(`${message.text()} ${message.location().url}`); });
    page.on('pageerror', (error) => { this.problems.push(error.stack ?? String(error)); });
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Editor> {
    const context = await browser.newContext({ viewport: { width: 1500, height: 900 }, ...options });
    const editor = new Editor(await context.newPage());
    editor.page.setDefaultTimeout(30_000);
    await editor.page.goto(url);
    await editor.isReady();
    return editor;
  }

  close(): Promise<void> { return this.page.context().close(); }

  /** Begins again, with the flow as Node-RED has it now. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.isReady();
  }

  private async isReady(): Promise<void> {
    await this.inPalette('switchyard-ask').waitFor({ state: 'attached' });
    await this.page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
  }

  /** A node of the palette. */
  inPalette(type: string): Locator { return this.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`); }

  /** A node on the canvas. */
  onCanvas(id: string): Locator { return this.page.locator(`[id="${id}"]`); }

  /** All that would be deployed. */
  flow(): Promise<Placed[]> { return this.page.evaluate(() => RED.nodes.createCompleteNodeSet()); }

  isDirty(): Promise<boolean> { return this.page.evaluate(() => RED.nodes.dirty()); }

  /** Drags a node out of the palette, and says which it is then. */
  async drag(type: string, x: number, y: number): Promise<string> {
    const before = new Set((await this.flow()).map(({ id }) => id));
    await this.inPalette(type).scrollIntoViewIfNeeded();
    await this.inPalette(type).hover();
    const canvas = await this.page.locator('#red-ui-workspace-chart').boundingBox();
    await this.page.mouse.down();
    await this.page.mouse.move((canvas?.x ?? 0) + x - 20, (canvas?.y ?? 0) + y, { steps: 3 });
    await this.page.mouse.move((canvas?.x ?? 0) + x, (canvas?.y ?? 0) + y, { steps: 3 });
    await this.page.mouse.up();
    const made = (await this.flow()).find((node) => node.type === type && !before.has(node.id));
    if (!made) throw new Error(`No ${type} was dropped.`);
    await this.onCanvas(made.id).waitFor();
    return made.id;
  }

  /** Drags one thing to where another is. */
  async dragOnto(what: Locator, where: Locator): Promise<void> {
    const target = await where.boundingBox();
    await what.hover();
    await this.page.mouse.down();
    await this.page.mouse.move((target?.x ?? 0) + 5, (target?.y ?? 0) + 15, { steps: 8 });
    await this.page.mouse.move((target?.x ?? 0) + 5, target?.y ?? 0, { steps: 4 });
    await this.page.mouse.up();
  }

  /** Opens a node's dialog as people do. */
  async edit(id: string): Promise<Locator> {
    await this.onCanvas(id).dblclick();
    return this.dialog();
  }

  /** Opens the dialog of a configuration node; without an id that of a new one. */
  async editConfig(type: string, id = '_ADD_'): Promise<Locator> {
    await this.page.evaluate(([kind, which]) => RED.editor.editConfig('', kind as string, which as string), [type, id]);
    return this.dialog();
  }

  /** Opens a dialog by the list of actions. */
  async byAction(label: string): Promise<Locator> {
    await this.page.keyboard.press('Control+Shift+P');
    await this.page.locator('#red-ui-actionList input').fill(label);
    await this.page.locator('#red-ui-actionList li', { hasText: label }).click();
    return this.dialog();
  }

  /** The dialog on top, when it stands still. */
  async dialog(): Promise<Locator> {
    const tray = this.page.locator('.red-ui-tray').last();
    await tray.locator('.red-ui-tray-toolbar .primary').waitFor();
    await this.page.waitForFunction('(() => { const all = document.querySelectorAll(".red-ui-tray"); const last = all[all.length - 1]; return last && Math.abs(last.getBoundingClientRect().right - document.querySelector("#red-ui-editor-stack").getBoundingClientRect().right) < 1; })()');
    return tray;
  }

  /** Presses Done (or Add, or Update) and waits until the dialog is gone. */
  async done(): Promise<void> {
    const tray = this.page.locator('.red-ui-tray').last();
    const shown = await tray.elementHandle();
    await tray.locator('.red-ui-tray-toolbar .primary').click();
    await shown?.waitForElementState('hidden');
  }

  /** Presses Deploy and waits until it is done. Whatever Node-RED asks on the way is a failure. */
  async deploy(): Promise<void> {
    const saved = this.page.waitForResponse((response) => response.url().endsWith('/flows') && response.request().method() === 'POST');
    await this.page.locator('#red-ui-header-button-deploy').click();
    const complaint = this.page.locator('.red-ui-notification-warning, .red-ui-notification-error');
    const first = await Promise.race([saved, complaint.first().waitFor().then(() => undefined, () => undefined)]);
    if (!first?.ok()) throw new Error(`Deploy complains: ${(await complaint.allInnerTexts()).join('\n')}`);
    await this.page.waitForFunction(() => !RED.nodes.dirty());
  }

  /** Import > Examples, by the name that is shown. */
  async importExample(name: string): Promise<Placed[]> {
    const before = new Set((await this.flow()).map(({ id }) => id));
    await this.page.evaluate(() => RED.actions.invoke('core:show-examples-import-dialog'));
    const row = (text: string): Locator => this.page.locator('.ui-dialog .red-ui-treeList-label:visible', { hasText: text });
    await row('@switchyard/node-red-llm-router').click();
    await row(name).click();
    await this.page.locator('#red-ui-clipboard-dialog-ok').click();
    return this.untilMore(before);
  }

  /** The names in Import > Examples. */
  async examples(): Promise<string[]> {
    await this.page.evaluate(() => RED.actions.invoke('core:show-examples-import-dialog'));
    const labels = this.page.locator('.ui-dialog .red-ui-treeList-label:visible');
    await labels.filter({ hasText: '@switchyard/node-red-llm-router' }).click();
    const ours = labels.filter({ hasText: /^\d\d - / });
    await ours.first().waitFor();
    const names = await ours.allInnerTexts();
    await this.page.keyboard.press('Escape');
    await ours.first().waitFor({ state: 'hidden' });
    return names;
  }

  /** Imports a flow, as a paste does. */
  async importFlow(flow: object[]): Promise<Placed[]> {
    const before = new Set((await this.flow()).map(({ id }) => id));
    await this.page.evaluate((nodes) => RED.view.importNodes(nodes, { generateIds: true, touchImport: true }), flow);
    return this.untilMore(before);
  }

  /** What has come into the editor, its tab in sight. */
  private async untilMore(before: Set<string>): Promise<Placed[]> {
    await this.page.waitForFunction((count) => RED.nodes.createCompleteNodeSet().length > count, before.size);
    const made = (await this.flow()).filter(({ id }) => !before.has(id));
    const tab = made.find(({ type }) => type === 'tab');
    if (tab) await this.page.evaluate((id) => RED.workspaces.show(id), tab.id);
    return made;
  }

  /** Nodes with a red ring, and why. */
  invalid(): Promise<string[]> {
    return this.page.evaluate(() => {
      const found: string[] = [];
      const look = (node: Judged): void => { if (!node.valid) found.push(`${node.type}: ${node.validationErrors?.join(', ')}`); };
      RED.nodes.eachNode(look);
      RED.nodes.eachConfig(look);
      return found;
    });
  }

  /** Opens what is folded. */
  async unfold(dialog: Locator): Promise<void> {
    const folded = dialog.locator('.switchyard-section-head[aria-expanded=false]');
    while (await folded.count() > 0) await folded.first().click();
  }

  /** All that a person reads in a dialog, hints in empty fields included. */
  async wordsOf(dialog: Locator): Promise<string> {
    const hints = await dialog.locator('[placeholder], [title], [aria-label]').evaluateAll((elements) =>
      elements.flatMap((element) => ['placeholder', 'title', 'aria-label'].map((name) => element.getAttribute(name) ?? '')));
    return [await dialog.innerText(), ...hints].join('\n');
  }

  /** Fields that say nothing of themselves: neither a label, nor a hint, nor a row that begins with a word. */
  async withoutLabel(dialog: Locator): Promise<string[]> {
    return dialog.locator('.form-row :is(input, select, textarea):visible').evaluateAll((fields) => fields.filter((field) => {
      const row = field.closest('.form-row, .red-ui-editableList-item-content');
      const named = field.getAttribute('aria-label') || field.getAttribute('placeholder') || field.closest('label');
      return !named && !row?.querySelector('label');
    }).map((field) => field.outerHTML));
  }

  /** A new flow, in sight. */
  async addTab(): Promise<void> { await this.page.evaluate(() => RED.actions.invoke('core:add-flow')); }

  /** Deletes the flow in sight, which must not be the only one. */
  async removeTab(): Promise<void> { await this.page.evaluate(() => RED.actions.invoke('core:remove-flow')); }

  /** Deletes configuration nodes. */
  async remove(ids: readonly string[]): Promise<void> {
    await this.page.evaluate((those) => { for (const id of those) RED.nodes.remove(id); }, ids);
  }
}

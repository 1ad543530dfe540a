import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPractice, type Practice } from '../kit/practice-provider';
import { checkout } from '../kit/test-package';
import { Chat } from './chat';
import { describeInBrowser } from './chromium';
import { Editor } from './editor';
import { startNodeRed, type NodeRedProcess } from './node-red';

const picture = (name: string): string => join(checkout, 'docs', 'images', name);

// The pictures of the documentation, made anew by: PICTURES=1 npm test -- --grep "The pictures"
if (process.env.PICTURES === '1') describeInBrowser('The pictures', (browser) => {
  let practice: Practice;
  let red: NodeRedProcess;
  before(async () => {
    practice = await startPractice({ paceFactor: 0.4 });
    red = await startNodeRed(practice.url);
    await red.deploy(JSON.parse(readFileSync(join(checkout, 'examples', '01 - Chatbot.json'), 'utf8')) as object[]);
  });
  after(async () => {
    await red?.close();
    await practice?.close();
  });

  it('of the chat page', async () => {
    const chat = await Chat.open(browser(), red.url, { viewport: { width: 940, height: 880 }, deviceScaleFactor: 1.4, colorScheme: 'light', reducedMotion: 'reduce' });
    await chat.page.getByRole('button', { name: 'Close this notice' }).click();
    await chat.say('What is 12 * 7?');
    await chat.receipt();
    await chat.say('Write a haiku about railway switches');
    await chat.receipt();
    await chat.page.evaluate('document.activeElement.blur()');
    await chat.page.screenshot({ path: picture('chat.png') });
    await chat.close();
  });

  it('of the flow', async () => {
    const editor = await Editor.open(browser(), red.url, { viewport: { width: 1260, height: 590 }, deviceScaleFactor: 1.11 });
    await editor.page.evaluate('RED.actions.invoke("core:toggle-sidebar")');
    await editor.inPalette('switchyard-ask').evaluate((node) => node.closest('.red-ui-palette-category')?.scrollIntoView());
    await editor.page.locator('.red-ui-flow-node-status-label', { hasText: 'practice' }).first().waitFor();
    await editor.page.screenshot({ path: picture('flow.png') });
    await editor.close();
  });
});

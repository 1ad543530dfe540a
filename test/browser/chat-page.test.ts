import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gate } from '../kit/gate';
import { echo, scriptedProvider, type ScriptedProvider } from '../kit/scripted-provider';
import { checkout } from '../kit/test-package';
import { Chat } from './chat';
import { describeInBrowser } from './chromium';
import { startNodeRed, type NodeRedProcess } from './node-red';

interface Node { type: string; [property: string]: unknown }
const chatbot = JSON.parse(readFileSync(join(checkout, 'examples', '01 - Chatbot.json'), 'utf8')) as Node[];

describeInBrowser('The chat page', (browser) => {
  let provider: ScriptedProvider;
  let red: NodeRedProcess;
  let chat: Chat;
  before(async () => {
    provider = await scriptedProvider();
    red = await startNodeRed(provider.address);
    await red.deploy(chatbot);
  });
  after(async () => {
    await red?.close();
    await provider?.close();
  });
  beforeEach(async () => {
    provider.script(echo);
    provider.calls.length = 0;
    chat = await Chat.open(browser(), red.url);
  });
  afterEach(async () => {
    await chat.close();
    assert.deepEqual(chat.problems, []);
  });

  const lastAsked = (): unknown[] => (provider.calls.at(-1)?.body.messages ?? []).filter(({ role }) => role !== 'system').map(({ content }) => content);

  it('shows an answer word by word, and under it which model it was, why, and what it took', async () => {
    const more = gate();
    provider.script(async (call) => { call.text('first '); await more; call.text('second'); call.finish(); });
    await chat.say('Hello');
    await chat.answer(/^first $/).waitFor();
    assert.equal(await chat.turns.last().locator('.receipt').count(), 0);
    more.open();
    await chat.answer('first second').waitFor();
    assert.match(await chat.receipt(), /^(one|two) \S.+ Cost \$0 Tokens 10 in, 5 out First word [\d.]+ m?s Whole [\d.]+ m?s Cached no Tries 1$/);
  });

  it('remembers the conversation, also after a reload, and starts a new one', async () => {
    await chat.say('My name is Ada.');
    await chat.receipt();
    await chat.say('And now?');
    await chat.answer('And now?').waitFor();
    await chat.receipt();
    assert.match(lastAsked().join(' | '), /^My name is Ada\. \| (one|two): My name is Ada\. \| And now\?$/);
    await chat.page.reload();
    assert.equal(await chat.turns.count(), 2);
    await chat.page.getByRole('button', { name: 'New conversation' }).click();
    assert.equal(await chat.turns.count(), 0);
    await chat.say('Who am I?');
    await chat.receipt();
    assert.deepEqual(lastAsked(), ['Who am I?']);
  });

  it('stops an answer, at the provider too, keeps what there is and goes on', async () => {
    provider.script((call) => { call.text('It begins'); });
    await chat.say('Go');
    await chat.answer('It begins').waitFor();
    await chat.page.getByRole('button', { name: 'Stop' }).click();
    await chat.turns.last().getByText('Stopped').waitFor();
    await provider.calls[0]?.aborted;
    assert.equal(await chat.answer().innerText(), 'It begins');
    provider.script(echo);
    await chat.say('Again');
    await chat.answer('Again').waitFor();
  });

  it('shows what a model writes as text, and code as code', async () => {
    const nasty = '<script>window.ran = true</script><img src=x onerror="window.ran = true"> **bold**';
    provider.script((call) => { call.text(`${nasty}\n\n\`\`\`html\n<script>window.ran = true</script>\n\`\`\`\n`); call.finish(); });
    await chat.say('<b>Hello</b>');
    await chat.receipt();
    assert.equal(await chat.turns.last().locator('.question').innerText(), '<b>Hello</b>');
    assert.match(await chat.answer().innerText(), /^<script>window\.ran = true<\/script><img src=x onerror="window\.ran = true"> bold/);
    assert.equal(await chat.answer().locator('pre code').innerText(), '<script>window.ran = true</script>');
    assert.equal(await chat.answer().locator('script, img').count(), 0);
    assert.equal(await chat.page.evaluate('window.ran'), undefined);
  });

  it('says why there is no answer, and tries again', async () => {
    provider.script((call) => call.reply(400, { error: { message: 'The moon is in the wrong place.' } }));
    await chat.say('Hello');
    const card = chat.turns.last().locator('.error');
    await card.getByText('The moon is in the wrong place.').waitFor();
    provider.script(echo);
    await card.getByRole('button', { name: 'Try again' }).click();
    await chat.answer('Hello').waitFor();
    assert.equal(await card.count(), 0);
  });

  it('works by keyboard alone', async () => {
    const hold = gate();
    provider.script(async (call) => { call.text('One moment'); await hold; });
    await chat.page.keyboard.type('a line');
    await chat.page.keyboard.press('Shift+Enter');
    await chat.page.keyboard.type('and one more');
    await chat.page.keyboard.press('Enter');
    await chat.answer('One moment').waitFor();
    assert.deepEqual(lastAsked(), ['a line\nand one more']);
    await chat.page.keyboard.press('Escape');
    await chat.turns.last().getByText('Stopped').waitFor();
    hold.open();
    const newOne = chat.page.getByRole('button', { name: 'New conversation' });
    for (let presses = 0; presses < 10 && !(await newOne.evaluate((button) => button.matches(':focus-visible'))); presses++) await chat.page.keyboard.press('Shift+Tab');
    await chat.page.keyboard.press('Enter');
    assert.equal(await chat.turns.count(), 0);
    assert.equal(await chat.field.evaluate((field) => field.matches(':focus')), true);
  });

  it('fits on a phone, in light and in dark', async () => {
    await chat.page.setViewportSize({ width: 360, height: 640 });
    assert.equal(await chat.fits(), true);
    provider.script((call) => { call.text(`${'Donaudampfschifffahrt'.repeat(5)} and\n\n\`\`\`js\n${'long(); '.repeat(40)}\n\`\`\`\n`); call.finish(); });
    await chat.say('Hello '.repeat(30));
    await chat.receipt();
    assert.equal(await chat.fits(), true);
    for (const colorScheme of ['light', 'dark'] as const) {
      await chat.page.emulateMedia({ colorScheme });
      for (const part of ['.question p', '.answer p', '.route strong', '.why', '.receipt dt', '.receipt dd', '.code code', '.code-top span', '#new', '.model-field select']) {
        const contrast = await chat.contrast(part);
        assert.ok(contrast >= 4.5, `${part} in ${colorScheme}: ${contrast.toFixed(1)}`);
      }
    }
  });

  it('lets people choose a model by name', async () => {
    await chat.page.getByLabel('Model').selectOption('two');
    await chat.say('Hello');
    assert.match(await chat.receipt(), /^two asked for by the client /);
    assert.equal(provider.calls.at(-1)?.body.model, 'two');
  });

  describe('where the endpoint wants a client key', () => {
    before(() => red.deploy(chatbot.map((node) => (node.type === 'switchyard-endpoint'
      ? { ...node, clientKeys: [{ name: 'ada', slot: 'key1' }], credentials: { key1: 'sk-of-ada' } } : node))));

    it('asks for it, once', async () => {
      await chat.say('Hello');
      await chat.page.getByLabel('This endpoint asks for a client key').fill('sk-of-ada');
      await chat.page.getByRole('button', { name: 'Use this key' }).click();
      await chat.answer('Hello').waitFor();
      await chat.receipt();
      await chat.say('Once more');
      await chat.answer('Once more').waitFor();
    });
  });
});

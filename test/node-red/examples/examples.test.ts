import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vendors } from '../../../src/outbound/vendors';
import { startPractice, type Practice } from '../../kit/practice-provider';
import { realNodeRed, type Flow, type RealNodeRed } from '../../kit/real-node-red';
import { checkout } from '../../kit/test-package';
import { openAi, question, readEvents, textOf } from '../door';
import { wholeText, type Seen } from '../flows/canvas';

const folder = join(checkout, 'examples');
const examples = readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));

/** Each example as `npm start` and the editor's import give it to a user: no provider node, and a model server on this machine. */
describe('examples', () => {
  const kept = { ...process.env };
  let red: RealNodeRed;
  let practice: Practice;
  before(async function () {
    this.timeout(60_000);
    practice = await startPractice();
    red = await realNodeRed();
    for (const { keyVariables } of vendors) for (const variable of keyVariables) delete process.env[variable];
    Object.assign(process.env, { SWITCHYARD_DISCOVER: '1', SWITCHYARD_LOCAL: practice.url, SWITCHYARD_PRACTICE: '1' });
  });
  after(async () => {
    await red.close();
    await practice.close();
    for (const name of ['SWITCHYARD_LOCAL', 'SWITCHYARD_PRACTICE']) delete process.env[name];
    Object.assign(process.env, kept, { SWITCHYARD_DISCOVER: '0' });
  });

  const tests: Record<string, () => Promise<void>> = {
    '01 - Chatbot': async () => {
      const cookie = (await fetch(`${red.url}/chat`)).headers.get('set-cookie')?.split(';')[0] ?? '';
      const say = async (text: string): Promise<string> => textOf(await readEvents(await openAi(red, question(text, { stream: true }), { headers: { cookie } })));
      assert.ok((await say('My name is Ada.')).length > 10);
      assert.ok((await say('Tell me a joke.')).length > 10);
      assert.ok((await press('a question', 'answer')).payload);
    },
    '02 - First call': async () => {
      const msg = await press('a question', 'the answer');
      assert.ok(String(msg.payload).length > 10);
      assert.equal(msg.llm?.outcome, 'answered');
      assert.equal(red.taken('what went wrong').length, 0);
    },
    '03 - HTTP in and http response': async () => { assert.ok((await text('/question', 'Why is the sky blue?')).length > 10); },
    '04 - Endpoint with drawn fallback': async () => { assert.ok((await wholeText(await openAi(red, question('Hi'), { path: '/resilient/v1' }))).length > 10); },
    '05 - Budget': async () => { assert.ok((await text('/budget', 'Hello')).length > 5); },
    '06 - Routing table': async () => {
      const model = async (metadata: Record<string, unknown>, content: string): Promise<string | null> => {
        const response = await fetch(`${red.url}/table`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ model: 'auto', messages: [{ role: 'user', content }], metadata }) });
        assert.ok((await wholeText(response)).length > 0);
        return response.headers.get('x-llm-model');
      };
      const long = 'Please consider this long text with some care. '.repeat(40);
      assert.deepEqual([
        await model({ tier: 'premium' }, long), await model({ language: 'German' }, long), await model({ complexity: 'high' }, long),
        await model({ task: 'code_generation' }, long), await model({ task: 'sentiment_analysis' }, long), await model({}, 'A short one'),
      ], ['practice-best', 'practice-german', 'practice-best', 'practice-coder', 'practice-small', 'practice-small']);
      // The lines are tried from top to bottom, and what none of them matches is answered as well.
      assert.equal(await model({ tier: 'premium', language: 'German', task: 'code_generation' }, 'short'), 'practice-best');
      assert.match(await model({ tier: 'free' }, long) ?? '', /^practice-/);
    },
    '07 - Same question, same answer': async () => {
      const first = await press('a question', 'the answer');
      const second = await press('a question', 'the answer');
      assert.deepEqual([first.llm?.cached, second.llm?.cached], [false, true]);
      assert.equal(second.payload, first.payload);
    },
    '08 - Ask three and compare': async () => {
      const rows = (await press('a question', 'the comparison')).payload as { model: string; answer: string }[];
      assert.equal(rows.length, 3);
      for (const { model, answer } of rows) assert.ok(/^practice-/.test(model) && answer.length > 5);
    },
    '09 - Telegram shape': async () => {
      const { payload } = await press('as from Telegram', 'to Telegram');
      assert.ok((payload as { content: string }).content.length > 5);
      assert.equal((payload as { chatId: number }).chatId, 123456);
    },
    '10 - Events dashboard': async () => {
      await press('a question', 'the answer');
      let page = '';
      // The event comes after the answer, in a turn of its own.
      while (!page.includes('practice-')) page = await (await fetch(`${red.url}/llm`)).text();
      assert.match(page, /^<!DOCTYPE html>/);
    },
  };

  let flow: Flow = [];

  /** Presses an inject node's button, as the editor does, and gives what a debug node gets. */
  async function press(inject: string, debug: string): Promise<Seen> {
    const got = red.next(debug);
    const id = flow.find((node) => node.type === 'inject' && node.name === inject)?.id;
    assert.equal((await fetch(`${red.url}/admin/inject/${String(id)}`, { method: 'POST' })).status, 200);
    await got;
    return red.taken(debug).at(-1) as Seen;
  }

  async function text(path: string, body: string): Promise<string> {
    const response = await fetch(`${red.url}${path}`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body });
    assert.equal(response.status, 200);
    return response.text();
  }

  it('are all tried here', () => assert.deepEqual(examples, Object.keys(tests)));

  for (const [name, test] of Object.entries(tests)) {
    it(`${name} answers`, async () => {
      const nodes = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Flow;
      red.forget();
      red.log.length = 0;
      flow = nodes.map((node) => (node.type === 'debug' ? { ...node, type: 'function', func: `global.get('take')('${String(node.name)}', msg);`, outputs: 0 } : node));
      await red.deploy(flow);
      await test();
      assert.doesNotMatch(red.log.join('\n'), /missing types|not configured|Nobody waits/i);
    });
  }
});

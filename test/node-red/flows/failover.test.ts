import assert from 'node:assert/strict';
import { gate } from '../../kit/gate';
import { echo, type ScriptedAnswer } from '../../kit/scripted-provider';
import { question, readEvents, textOf } from '../door';
import { canvas, errorIn, node, wholeText } from './canvas';

/** What the first model does instead of an answer, before any word of it has come. */
const troubles: [what: string, answer: ScriptedAnswer][] = [
  ['a 429', (call) => call.reply(429, { error: { message: 'slow down' } }, { 'retry-after': '30' })],
  ['a 500', (call) => call.reply(500, { error: { message: 'oops' } })],
  ['a 503', (call) => call.reply(503, { error: { message: 'overloaded' } })],
  ['a 401', (call) => call.reply(401, { error: { message: 'no' } })],
  ['a 404 for its model', (call) => call.reply(404, { error: { message: 'The model does not exist', code: 'model_not_found' } })],
  ['a hang before its head', () => undefined],
  ['a hang after its head', (call) => call.head()],
  ['pings and no word', (call) => { call.head(); call.event({ choices: [] }); }],
  ['a cut before its head', (call) => call.cut()],
  ['a cut after its head', (call) => { call.head(); setImmediate(() => call.cut()); }],
  ['an error event', (call) => call.event({ error: { message: 'overloaded', code: 503 } })],
  ['nonsense', (call) => { call.event('{"choices": [{"delta"'); }],
  ['a page of HTML', (call) => call.reply(200, '<html>Bad gateway</html>', { 'content-type': 'text/html' })],
];

describe('failover over real HTTP', () => {
  const here = canvas();
  /** The first answers with `answer`, the second as it should. */
  const deploy = async (answer: ScriptedAnswer, ask: Record<string, unknown> = {}): Promise<void> => {
    await here.deploy([
      { id: 'second', type: 'switchyard-provider', name: `${here.own} backup`, vendor: 'other-openai', address: here.provider.address, models: [{ name: 'backup', inputPrice: 1, outputPrice: 1 }] },
      node.endpoint('door', [['ask']]),
      node.ask('ask', [['reply', 'answered'], ['reply', 'failed']], { models: [{ name: 'one', share: 1 }, { name: 'backup', share: 1 }], firstWordsWithinSeconds: 0.3, silentForSeconds: 0.5, ...ask }),
      node.reply(),
    ]);
    here.provider.script((call, number) => (call.body.model === 'one' ? answer(call, number) : echo(call, number)));
  };

  for (const [what, answer] of troubles) {
    it(`goes on with the next model after ${what}, streamed and whole`, async () => {
      await deploy(answer);
      const response = await here.chat(question('Hi', { stream: true, stream_options: { include_usage: true } }));
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('x-llm-model'), 'backup');
      const events = await readEvents(response);
      assert.equal(textOf(events), 'backup: Hi');
      assert.equal(events.at(-1), '[DONE]');
      const [msg] = await here.arrived('answered', 1);
      assert.ok(Number((msg?.llm as { tries?: number } | undefined)?.tries) >= 2);
      assert.equal(await wholeText(await here.chat(question('Hi'))), 'backup: Hi');
    });
  }

  it('does not try another model for a request that none can answer', async () => {
    await deploy((call) => call.reply(400, { error: { message: 'temperature must be at most 2', param: 'temperature' } }));
    const response = await here.chat(question('Hi', { stream: true }));
    assert.equal(response.status, 400);
    assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
    assert.match((await errorIn(response)).message, /temperature/);
    assert.equal(here.provider.calls.length, 1);
  });

  it('tells of all that was tried when nobody answers', async () => {
    await deploy((call) => call.reply(503, { error: { message: 'overloaded' } }));
    here.provider.script((call) => call.reply(503, { error: { message: 'overloaded' } }));
    const response = await here.chat(question('Hi', { stream: true }));
    assert.equal(response.status, 503);
    assert.equal((await errorIn(response)).code, 'LLM_UNAVAILABLE');
    assert.equal(here.provider.calls.length, 3);
    assert.equal((await here.arrived('failed', 1))[0]?.payload !== undefined, true);
  });

  for (const [what, end] of [
    ['a cut', (call) => { setImmediate(() => call.cut()); }],
    ['a stall', () => undefined],
    ['an error event', (call) => { call.event({ error: { message: 'overloaded' } }); }],
  ] as [string, ScriptedAnswer][]) {
    it(`ends a stream with an error event after ${what} behind the first words`, async () => {
      await deploy((call, number) => { call.text('The first words'); return end(call, number); }, { afterCut: 'error event' });
      const events = await readEvents(await here.chat(question('Hi', { stream: true })));
      assert.equal(textOf(events.slice(0, -1)), 'The first words');
      assert.equal((events.at(-1) as { error: { code: string } }).error.code, 'LLM_INTERRUPTED');
      const [msg] = await here.arrived('failed', 1);
      assert.equal(msg?.error?.code, 'LLM_INTERRUPTED');
      assert.equal(msg?.partial, 'The first words');
      assert.deepEqual(here.provider.calls.map(({ body }) => body.model), ['one']);
    });
  }

  it('goes on with the same answer elsewhere after a cut, and never says anything twice', async () => {
    await deploy((call) => { call.text('backup: '); call.text('H'); setImmediate(() => call.cut()); });
    const events = await readEvents(await here.chat(question('Hi', { stream: true })));
    assert.equal(textOf(events), 'backup: Hi');
    assert.equal(events.at(-1), '[DONE]');
  });

  it('gives up visibly where another model would tell another answer', async () => {
    await deploy((call) => { call.text('Something else'); setImmediate(() => call.cut()); });
    const events = await readEvents(await here.chat(question('Hi', { stream: true })));
    assert.equal(textOf(events.slice(0, -1)), 'Something else');
    assert.equal((events.at(-1) as { error: { code: string } }).error.code, 'LLM_INTERRUPTED');
  });

  it('hides a cut from a client that waits for the whole answer', async () => {
    await deploy((call) => { call.text('Something else'); setImmediate(() => call.cut()); }, { commit: 'whole' });
    assert.equal(textOf(await readEvents(await here.chat(question('Hi', { stream: true })))), 'backup: Hi');
    assert.equal(await wholeText(await here.chat(question('Hi'))), 'backup: Hi');
  });

  it('lets a slow model speak where nobody else is left', async () => {
    const more = gate();
    await deploy(async (call) => { await more; echo(call, 1); }, { models: [{ name: 'one', share: 1 }], silentForSeconds: 60 });
    const response = here.chat(question('Hi', { stream: true }));
    const [call] = here.provider.calls.length > 0 ? here.provider.calls : [await new Promise<unknown>((resolve) => here.provider.events.once('call', resolve))];
    assert.ok(call);
    // Longer than the time for the first words, which counts only while there is another.
    setTimeout(more.open, 400);
    assert.equal(textOf(await readEvents(await response)), 'one: Hi');
  });
});

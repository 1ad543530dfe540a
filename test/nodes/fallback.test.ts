import assert from 'node:assert/strict';
import type { BackupWish } from '../../src/decide/plan';
import { planOf, type Message } from '../../nodes/kit/message';
import { first, helper, load, next, providerNode, withHelper } from '../kit/node-helper';
import { echo, scriptedProvider, type ScriptedProvider } from '../kit/scripted-provider';

describe('fallback', () => {
  withHelper();
  let provider: ScriptedProvider;
  beforeEach(async () => { provider = await scriptedProvider(); });
  afterEach(() => provider.close());

  const ends = ['again', 'gave', 'out'].map((id) => ({ id, type: 'helper' }));
  const alone = (more: Record<string, unknown> = {}): Record<string, unknown>[] => [{ id: 'fallback', type: 'switchyard-fallback', wires: [['again'], ['gave']], ...more }, ...ends];
  const failed = (code: string, more: Record<string, unknown> = {}, llm: Record<string, unknown> = {}): Record<string, unknown> =>
    ({ payload: 'Hello', error: { code, message: 'It failed.' }, statusCode: 503, llm: { runs: 1, ...llm }, ...more });
  async function through(msg: Record<string, unknown>): Promise<[string, Message]> {
    const result = first('again', 'gave');
    helper.getNode('fallback').receive(msg);
    return result;
  }

  it('arms its backups before an ask', async () => {
    await load(alone({ backups: [{ name: 'two' }] }));
    const [port, msg] = await through({ payload: 'Hello' });
    assert.equal(port, 'again');
    const { do: kind, use, now, on } = planOf(msg)[0] as BackupWish;
    assert.deepEqual({ kind, use: use.map(({ name }) => name), now, on }, { kind: 'backup', use: ['two'], now: undefined, on: ['rate limit', 'busy', 'timeout', 'unavailable'] });
  });

  it('puts its backups first after a failure, and takes the error off', async () => {
    await load(alone({ backups: [{ name: 'two' }] }));
    const [port, msg] = await through(failed('LLM_UNAVAILABLE'));
    assert.equal(port, 'again');
    assert.equal((planOf(msg)[0] as BackupWish).now, true);
    assert.equal(msg.error, undefined);
    assert.equal(msg.statusCode, undefined);
    assert.equal(msg.payload, 'Hello');
  });

  it('gives up on errors that it is not for, and when the tries are used up', async () => {
    await load(alone());
    for (const code of ['LLM_BAD_REQUEST', 'LLM_REFUSED', 'LLM_OVER_BUDGET', 'LLM_INTERRUPTED', 'LLM_BAD_KEY', 'LLM_LOOP']) {
      const [port, msg] = await through(failed(code, { statusCode: 400 }));
      assert.equal(port, 'gave', code);
      assert.equal((msg.error as { message: string }).message, 'It failed.');
    }
    assert.equal((await through(failed('OTHER')))[0], 'gave');
    for (const code of ['LLM_RATE_LIMITED', 'LLM_BUSY', 'LLM_TIMEOUT', 'LLM_UNAVAILABLE']) assert.equal((await through(failed(code)))[0], 'again', code);
    assert.equal((await through(failed('LLM_TIMEOUT', {}, { runs: 2 })))[0], 'again');
    assert.equal((await through(failed('LLM_TIMEOUT', {}, { runs: 3 })))[0], 'gave');
  });

  it('acts on what is ticked', async () => {
    await load(alone({ on: ['refused', 'busy'] }));
    assert.equal((await through(failed('LLM_REFUSED')))[0], 'again');
    assert.equal((await through(failed('LLM_UNAVAILABLE', { statusCode: 503 })))[0], 'again');
    assert.equal((await through(failed('LLM_UNAVAILABLE', { statusCode: 502 })))[0], 'gave');
    assert.equal((await through(failed('LLM_TIMEOUT')))[0], 'gave');
  });

  it('raises the error again where its second port has no wire', async () => {
    await load([...alone({ wires: [['again'], []] }), { id: 'catcher', type: 'catch', scope: null, wires: [['caught']] }, { id: 'caught', type: 'helper' }]);
    const caught = next('caught');
    helper.getNode('fallback').receive(failed('LLM_REFUSED'));
    assert.equal(((await caught).error as { code: string }).code, 'LLM_REFUSED');
  });

  it('says which setting is wrong on its second port', async () => {
    await load(alone({ tries: '-3' }));
    for (const msg of [{ payload: 'Hello' }, failed('LLM_TIMEOUT')]) {
      const [port, { error, statusCode }] = await through(msg);
      assert.deepEqual([port, (error as { code: string }).code, statusCode], ['gave', 'LLM_BAD_REQUEST', 400]);
      assert.match((error as { message: string }).message, /'tries' is not valid/);
    }
  });

  it('waits as long as the vendor asked to, unless another model is named', async () => {
    await load([...alone(), { id: 'named', type: 'switchyard-fallback', backups: [{ name: 'two' }], wires: [['again'], []] }]);
    const begin = performance.now();
    await through(failed('LLM_RATE_LIMITED', {}, { retryAfterMs: 80 }));
    assert.ok(performance.now() - begin >= 75);
    const named = next('again');
    helper.getNode('named').receive(failed('LLM_RATE_LIMITED', {}, { retryAfterMs: 60_000 }));
    await named;
  });

  it('sends a failed message round to the next model, drawn as a loop', async () => {
    await load([
      providerNode(provider.address), { id: 'ask', type: 'switchyard-ask', models: [{ name: 'one', share: 1 }], tries: 1, wires: [['out'], ['fallback']] },
      { id: 'fallback', type: 'switchyard-fallback', backups: [{ name: 'two', share: 1 }], wires: [['ask'], ['gave']] }, ...ends,
    ]);
    provider.script((call, number) => { if (call.body.model === 'one') call.reply(500, { error: { message: 'down' } }); else echo(call, number); });
    const result = first('out', 'gave');
    helper.getNode('ask').receive({ payload: 'Hello' });
    const [port, msg] = await result;
    assert.equal(port, 'out');
    assert.equal(msg.payload, 'two: Hello');
    assert.equal(msg.llm?.calls, 2);
    assert.equal(msg.llm?.plan, undefined);
    assert.equal(msg.llm?.tried, undefined);
    assert.equal(msg.llm?.runs, undefined);
  });

  it('ends a loop in which everything fails', async () => {
    await load([
      providerNode(provider.address), { id: 'ask', type: 'switchyard-ask', tries: 1, wires: [['out'], ['fallback']] },
      { id: 'fallback', type: 'switchyard-fallback', wires: [['ask'], ['gave']] }, ...ends,
    ]);
    provider.script((call) => call.reply(500, { error: { message: 'down' } }));
    const gave = next('gave');
    helper.getNode('ask').receive({ payload: 'Hello' });
    const msg = await gave;
    assert.equal(msg.llm?.runs, 3);
    assert.equal(provider.calls.length, 3);
    assert.equal((msg.error as { code: string }).code, 'LLM_UNAVAILABLE');
  });
});

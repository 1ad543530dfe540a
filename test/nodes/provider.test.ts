import assert from 'node:assert/strict';
import { hosts } from '../../nodes/kit/host';
import type { Message } from '../../nodes/kit/message';
import { helper, load, next, providerNode, withHelper } from '../kit/node-helper';
import { scriptedProvider, type ScriptedProvider } from '../kit/scripted-provider';

describe('provider', () => {
  withHelper();
  let provider: ScriptedProvider;
  beforeEach(async () => { provider = await scriptedProvider(); });
  afterEach(() => provider.close());

  const ask = [{ id: 'ask', type: 'switchyard-ask', wires: [['out'], ['out']] }, { id: 'out', type: 'helper' }];
  async function answer(payload = 'Hello'): Promise<Record<string, unknown>> {
    const out = next('out');
    helper.getNode('ask').receive({ payload });
    return await out;
  }
  const request = async (method: 'get' | 'post', path: string, body?: unknown): Promise<Record<string, unknown> & unknown[]> => {
    const asked = helper.request()[method](path);
    return (await (body === undefined ? asked : asked.send(body))).body as Record<string, unknown> & unknown[];
  };

  it('sends its key, its headers, and nothing of them anywhere else', async () => {
    await load([providerNode(provider.address, { headers: [{ name: 'X-Team', value: 'blue' }] }), ...ask], { provider: { key: 'sk-very-secret' } });
    const msg = await answer();
    assert.equal(provider.calls[0]?.headers.authorization, 'Bearer sk-very-secret');
    assert.equal(provider.calls[0]?.headers['x-team'], 'blue');
    const told = JSON.stringify([{ ...msg, res: undefined }, await request('get', '/switchyard/models'), await request('get', '/switchyard/vendors')]);
    assert.doesNotMatch(told, /very-secret/);
  });

  it('takes a key from the environment', async () => {
    process.env.SWITCHYARD_TEST_KEY = 'sk-from-environment';
    await load([providerNode(provider.address), ...ask], { provider: { key: '${SWITCHYARD_TEST_KEY}' } });
    await answer();
    assert.equal(provider.calls[0]?.headers.authorization, 'Bearer sk-from-environment');
  });

  it('says which variable its key was to come from where that is not set, and sends nothing', async () => {
    await load([providerNode(provider.address), ...ask], { provider: { key: '${SWITCHYARD_TEST_UNSET}' } });
    const { message } = (await answer()).error as { message: string };
    assert.match(message, /^Provider 'Test': its key is to come from the variable SWITCHYARD_TEST_UNSET, which is not set\./);
    assert.equal(provider.calls.length, 0);
    const tested = await request('post', '/switchyard/test', { id: 'provider', name: 'Test', vendor: 'other-openai', key: '__PWRD__', address: provider.address });
    assert.equal(tested.message, message);
  });

  it('says so of a header and of the address, too', async () => {
    const unset = '${SWITCHYARD_TEST_UNSET}';
    for (const [what, address, headers] of [["header 'X-Title'", provider.address, [{ name: 'X-Title', value: unset }]], ['address', unset, []]] as const) {
      await load([providerNode(address, { headers }), ...ask], { provider: { key: 'sk-sound' } });
      const { message } = (await answer()).error as { message: string };
      assert.ok(message.startsWith(`Provider 'Test': its ${what} is to come from the variable SWITCHYARD_TEST_UNSET, which is not set.`), message);
      assert.equal(provider.calls.length, 0);
      await helper.unload();
    }
  });

  it('says which of its headers, or that its key, cannot be sent, and does not call that an outage', async () => {
    const wrong: [Record<string, unknown>, string, RegExp][] = [
      [{ headers: [{ name: 'X Team', value: 'blue' }] }, 'sk-sound', /Header 'x' of provider 'Test' has a name that no header can have: use letters, digits and hyphens/],
      [{ headers: [{ name: 'X-Title', value: 'Cost in €' }] }, 'sk-sound', /Header 'x-title' .* has a value with a letter that no header can hold/],
      [{ headers: [{ name: 'Transfer-Encoding', value: 'chunked' }] }, 'sk-sound', /Header 'transfer-encoding' .* is written by the connection itself/],
      [{}, 'sk-copied\u200b-from-a-page', /The key of provider 'Test' holds a letter that no key can have, .*: enter it again\./],
    ];
    for (const [more, key, words] of wrong) {
      await load([providerNode(provider.address, more), ...ask], { provider: { key } });
      const { code, message } = (await answer()).error as { code: string; message: string };
      assert.match(message, words);
      assert.notEqual(code, 'LLM_UNAVAILABLE');
      assert.doesNotMatch(message, /€|copied/);
      await helper.unload();
    }
    assert.equal(provider.calls.length, 0);
  });

  it('asks a server for its models where nobody else knows them', async () => {
    await load([providerNode(provider.address, { models: [] }), ...ask]);
    assert.equal((await answer()).payload, 'one: Hello');
    assert.deepEqual((await request('get', '/switchyard/models')).map((model: unknown) => (model as { key: string }).key), ['Test/one', 'Test/two']);
  });

  it('leaves a bad one out, tells its node, and uses the others', async () => {
    await load([providerNode(provider.address), providerNode('ftp://nowhere', { id: 'bad', name: 'Bad' }), providerNode(provider.address, { id: 'twin' }), ...ask]);
    assert.equal((await answer()).payload, 'one: Hello');
  });

  it('says what is wrong, once for each fault', async () => {
    await load([providerNode(provider.address), ...ask]);
    const host = [...hosts.values()][0]!;
    const told: string[] = [];
    const twin = Object.assign(helper.getNode('out'), { error: (text: string) => { told.push(text); } });
    host.providers.add(twin, { name: 'test', vendor: 'other-openai', address: provider.address, models: [{ name: 'x' }] });
    assert.equal(host.core.models().length, 2);
    assert.match(told[0] ?? '', /Two providers are called 'test'/);
  });

  describe('of the same name as another', () => {
    let home: ScriptedProvider;
    beforeEach(async () => { home = await scriptedProvider(); });
    afterEach(() => home.close());
    const to = (id: string, providerId: string): Record<string, unknown> => ({ id, type: 'switchyard-ask', provider: providerId, wires: [['out'], ['out']] });
    const asked = async (id: string): Promise<Message> => {
      const out = next('out');
      helper.getNode(id).receive({ payload: 'Hello' });
      return out;
    };

    for (const [names, own, other] of [['blank names', '', ''], ['names that differ in case', 'cloud', 'Cloud']] as const) {
      it(`is not answered for by that one: ${names}`, async () => {
        await load([
          providerNode(provider.address, { id: 'work', name: own }), providerNode(home.address, { id: 'home', name: other }), to('toWork', 'work'), to('toHome', 'home'), ...ask,
        ], { work: { key: 'key-work' }, home: { key: 'key-home' } });
        assert.equal((await asked('toWork')).payload, 'one: Hello');
        const { error, statusCode, payload } = await asked('toHome');
        assert.deepEqual([(error as { code: string }).code, statusCode, payload], ['LLM_BAD_REQUEST', 400, 'Hello']);
        assert.match((error as { message: string }).message, other ? /called 'Cloud' and 'cloud', which count as one name: give one of them another/ : /Two providers are called .*: give one of them another name/);
        assert.deepEqual([provider.calls.length, home.calls.length], [1, 0]);
      });
    }

    it('and equal in everything is the same account', async () => {
      await load([providerNode(provider.address), providerNode(provider.address, { id: 'twin' }), to('toFirst', 'provider'), to('toTwin', 'twin'), ...ask], { provider: { key: 'sk' }, twin: { key: 'sk' } });
      assert.deepEqual([(await asked('toFirst')).payload, (await asked('toTwin')).payload], ['one: Hello', 'one: Hello']);
      assert.equal([...hosts.values()][0]!.core.models().length, 2);
    });
  });

  it('that was left out fails the asks that are set to it, with the reason', async () => {
    await load([providerNode(provider.address), providerNode('ftp://nowhere', { id: 'bad', name: 'Bad' }), { ...ask[0], provider: 'bad' }, ask[1]!]);
    assert.match((await answer() as { error: { message: string } }).error.message, /address of provider 'Bad' must begin with https/);
    assert.equal(provider.calls.length, 0);
  });

  for (const set of ['', 'provider']) {
    it(`with a setting that is not valid gives way to none that is found, and says so to an ask set to '${set}'`, async () => {
      await load([providerNode(provider.address, { models: [{ name: 'one', inputPrice: '1,5' }] }), { ...ask[0], provider: set }, ask[1]!]);
      const { code, message } = (await answer() as { error: { code: string; message: string } }).error;
      assert.equal(code, 'LLM_BAD_REQUEST');
      assert.match(message, /Provider 'Test': 'models\.0\.inputPrice' is not valid/);
    });
  }

  it('is tested as the dialog has it: works, refuses, cannot be reached', async () => {
    await load([providerNode(provider.address), ...ask], { provider: { key: 'sk-kept' } });
    const form = { id: 'provider', name: 'Test', vendor: 'other-openai', key: '__PWRD__', address: provider.address };
    assert.deepEqual(await request('post', '/switchyard/test', form), { ok: true, models: ['one', 'two'] });
    const nobody = await request('post', '/switchyard/test', { ...form, key: '', address: 'http://127.0.0.1:9/v1' });
    assert.equal(nobody.ok, false);
    assert.match(String(nobody.message), /could not be reached/);
  });

  it('is tested with the variables that its dialog names, and says which of them is not set', async () => {
    const place = provider.address;
    process.env.SWITCHYARD_TEST_PLACE = place;
    process.env.SWITCHYARD_TEST_SECRET = 'sk-of-another';
    try {
      await load([providerNode('${SWITCHYARD_TEST_PLACE}'), ...ask], { provider: { key: 'sk-kept' } });
      const form = { id: 'provider', name: 'Test', vendor: 'other-openai', key: '__PWRD__', address: '${SWITCHYARD_TEST_PLACE}' };
      const test = (more: object): Promise<Record<string, unknown>> => request('post', '/switchyard/test', { ...form, ...more });
      assert.deepEqual(await test({}), { ok: true, models: ['one', 'two'] });
      assert.equal((await test({ key: '${SWITCHYARD_TEST_SECRET}' })).ok, true);
      const asked = provider.requests.length;
      for (const [what, more] of [['address', { address: '${SWITCHYARD_TEST_UNSET}' }], ['key', { key: '${SWITCHYARD_TEST_UNSET}' }]] as const) {
        assert.match(String((await test(more)).message), new RegExp(`its ${what} is to come from the variable SWITCHYARD_TEST_UNSET, which is not set`));
      }
      // Else a variable could be read in an error, or sent to a server of somebody's own.
      for (const more of [{ address: '${SWITCHYARD_TEST_SECRET}', key: 'sk-typed' }, { address: place.replace('127.0.0.1', 'localhost'), key: '${SWITCHYARD_TEST_SECRET}' }]) {
        assert.equal((await test(more)).message, 'Deploy first: what the variable SWITCHYARD_TEST_SECRET holds is only sent where a deployed provider sends it.');
      }
      const several = String((await test({ address: '${SWITCHYARD_TEST_SECRET} ${SWITCHYARD_TEST_SECRET}', key: 'sk-typed' })).message);
      assert.ok(several.includes('not a web address') && !several.includes('sk-of-another'), several);
      assert.equal(provider.requests.length, asked);
    } finally {
      delete process.env.SWITCHYARD_TEST_PLACE;
      delete process.env.SWITCHYARD_TEST_SECRET;
    }
  });

  it('never quotes an address that is none: a key may have been put there', async () => {
    await load([providerNode('sk-marked-secret'), ...ask], { provider: { key: 'sk-kept' } });
    const { message } = (await answer()).error as { message: string };
    assert.match(message, /is not a web address/);
    assert.doesNotMatch(message, /marked/);
  });

  it('never sends what is kept, a key or headers, to another address or vendor', async () => {
    const stranger = await scriptedProvider();
    try {
      await load([providerNode(provider.address, { headers: [{ name: 'X-Team', value: 'blue' }] }), ...ask], { provider: { key: 'sk-kept' } });
      const test = (form: Record<string, string | undefined>): Promise<Record<string, unknown>> =>
        request('post', '/switchyard/test', { id: 'provider', name: 'Test', vendor: 'other-openai', key: '__PWRD__', address: provider.address, ...form });
      assert.equal((await test({})).ok, true);
      const { authorization, 'x-team': team } = provider.requests.at(-1)?.headers ?? {};
      assert.deepEqual([authorization, team], ['Bearer sk-kept', 'blue'], 'to its own place they go');
      const asked = provider.requests.length;
      for (const form of [{ address: stranger.address }, { vendor: 'other-anthropic' }]) {
        const answered = await test(form);
        assert.equal(answered.ok, false);
        assert.match(String(answered.message), /enter the key again/);
        await test({ ...form, key: 'sk-typed' });
      }
      const [there] = stranger.requests;
      const [here] = provider.requests.slice(asked);
      assert.deepEqual([stranger.requests.length, provider.requests.length - asked], [1, 1], 'only with a key that was typed');
      assert.deepEqual([there?.headers.authorization, there?.headers['x-team']], ['Bearer sk-typed', undefined]);
      assert.deepEqual([here?.headers['x-api-key'], here?.headers['x-team']], ['sk-typed', undefined]);
    } finally {
      await stranger.close();
    }
  });

  it('previews a decision, and sends nothing', async () => {
    await load([providerNode(provider.address), ...ask]);
    const preview = await request('post', '/switchyard/decide', { prompt: 'Hello', plan: [{ do: 'use', node: 'x', use: [{ name: 'two' }] }] });
    assert.deepEqual(preview.order, ['Test/two']);
    assert.equal(provider.calls.length, 0);
    assert.match(String((await request('post', '/switchyard/decide', { prompt: 'Hello', plan: 7 })).message), /plan/);
  });
});

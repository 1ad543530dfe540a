import assert from 'node:assert/strict';
import { taker } from '../../kit/real-node-red';
import { canvas, node } from './canvas';

describe('subflows', () => {
  const here = canvas();
  const subflow = (inner: string, outputs: Record<string, unknown>[] = []): Record<string, unknown> =>
    ({ id: 'sub', type: 'subflow', name: 'Sub', info: '', in: [{ x: 0, y: 0, wires: [{ id: inner }] }], out: outputs });

  it('have asks whose events come to whoever chose them in the dialog', async () => {
    await here.deploy([
      subflow('inner'), { ...node.ask('inner', [[], []]), z: 'sub' }, node.ask('other', [['out'], []]),
      node.code('in', 'return msg;', [['instance', 'other']]), { id: 'instance', type: 'subflow:sub', wires: [] }, node.events('events', [['told']], { what: ['done'], from: ['inner'] }),
    ]);
    await here.after('told', () => here.red.send('in', { payload: 'Hi' }));
    await here.arrived('out', 1);
    assert.deepEqual(here.red.taken('told').map(({ topic, payload }) => [topic, (payload as { outcome: string }).outcome]), [['done', 'answered']]);
  });

  it('take a failure that an ask is wired to lead into one, and no Catch node hears of it', async () => {
    await here.deploy([
      subflow('inside', [{ x: 0, y: 0, wires: [{ id: 'inside', port: 0 }] }]), { ...node.code('inside', 'return msg;', [[]]), z: 'sub' },
      node.ask('ask', [['out'], ['instance']]), { id: 'instance', type: 'subflow:sub', wires: [['failed']] }, node.catcher(),
    ]);
    here.provider.script((call) => call.reply(401, { error: { message: 'no' } }));
    const msg = await here.after('failed', () => here.red.send('ask', { payload: 'Hi' }));
    assert.equal(msg.error?.code, 'LLM_BAD_KEY');
    assert.deepEqual(here.red.taken('caught'), []);
  });

  it('that are disabled take nothing: the failure goes to the Catch nodes', async () => {
    await here.deploy([
      subflow('inside'), { ...node.code('inside', 'return msg;', [[]]), z: 'sub' },
      node.ask('ask', [['out'], ['instance']]), { id: 'instance', type: 'subflow:sub', wires: [], d: true }, node.catcher(),
    ]);
    here.provider.script((call) => call.reply(401, { error: { message: 'no' } }));
    assert.equal((await here.after('caught', () => here.red.send('ask', { payload: 'Hi' }))).error?.code, 'LLM_BAD_KEY');
  });

  describe('with a provider inside, whose key each instance brings along', () => {
    const instances = (...keys: string[]): Record<string, unknown>[] => [
      { ...subflow('inside', [0, 1].map((port) => ({ x: 0, y: 0, wires: [{ id: 'inside', port }] }))), env: [{ name: 'KEY', type: 'str', value: '' }] },
      { ...here.providerNode({ id: 'account' }), z: 'sub', credentials: { key: '${KEY}' } }, { ...node.ask('inside', [[], []], { provider: 'account' }), z: 'sub' },
      ...keys.map((value, at) => ({ id: `instance${at}`, type: 'subflow:sub', env: [{ name: 'KEY', type: 'str', value }], wires: [['out'], ['failed']] })),
      taker('out'), taker('failed'),
    ];

    it('never ask with the key of another instance', async () => {
      await here.red.deploy(instances('key-of-anna', 'key-of-ben'));
      await here.after('out', () => here.red.send('instance0', { payload: 'Anna' }));
      const { error } = await here.after('failed', () => here.red.send('instance1', { payload: 'Ben' }));
      assert.equal(error?.code, 'LLM_BAD_REQUEST');
      assert.match(error?.message ?? '', /Two providers are called .*give one of them another name/);
      assert.deepEqual(here.provider.calls.map(({ headers }) => headers.authorization), ['Bearer key-of-anna']);
    });

    it('work all of them when they have the same account', async () => {
      await here.red.deploy(instances('shared', 'shared'));
      for (const instance of ['instance0', 'instance1']) await here.after('out', () => here.red.send(instance, { payload: 'Hi' }));
      assert.deepEqual(here.red.taken('failed'), []);
    });
  });

  it('that hold the only provider, on no tab, and a provider that is disabled let nothing be found', async () => {
    const kept = { discover: process.env.SWITCHYARD_DISCOVER, local: process.env.SWITCHYARD_LOCAL };
    process.env.SWITCHYARD_LOCAL = here.provider.address;
    delete process.env.SWITCHYARD_DISCOVER;
    try {
      for (const hidden of [[here.providerNode({ d: true })], [subflow('account'), here.providerNode({ id: 'account', z: 'sub' })]]) {
        await here.red.deploy([...hidden, node.ask('ask', [['out'], ['failed']]), taker('out'), taker('failed')]);
        const { error } = await here.after('failed', () => here.red.send('ask', { payload: 'a secret' }));
        assert.match(error?.message ?? '', /Every provider is disabled.*enable one/);
      }
      assert.equal(here.provider.requests.length, 0);
    } finally {
      process.env.SWITCHYARD_DISCOVER = kept.discover;
      if (kept.local === undefined) delete process.env.SWITCHYARD_LOCAL;
      else process.env.SWITCHYARD_LOCAL = kept.local;
    }
  });
});

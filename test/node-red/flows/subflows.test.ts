import assert from 'node:assert/strict';
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
});

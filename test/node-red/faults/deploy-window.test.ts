import assert from 'node:assert/strict';
import { gate } from '../../kit/gate';
import type { Flow } from '../../kit/real-node-red';
import { askedToClose, folderWithSlowNode } from '../../kit/slow-to-close';
import { question } from '../door';
import { called, canvas, node, wholeText } from '../flows/canvas';

/** Between the end of what a deploy changes and its start again. */
describe('while a deploy of changed nodes waits for one that is slow to close', () => {
  const here = canvas({ nodesDir: folderWithSlowNode() });
  /** Deploys the second version of a flow, does something while its changed nodes are closed, and lets the deploy end. */
  async function during(flow: (version: string) => Flow, act: () => Promise<void>): Promise<void> {
    const closing = askedToClose();
    const deployed = here.deploy(flow('second'), 'nodes');
    const close = await closing;
    await act();
    close();
    await deployed;
  }
  const begin = (flow: (version: string) => Flow): Promise<void> => here.deploy([...flow('first'), { id: 'slow', type: 'slow-to-close', wires: [] }]);

  it('an ask that fails goes on to the fallback on its failed output, which is just being changed', async () => {
    const flow = (version: string): Flow => [
      node.endpoint('door', [['ask']]), node.ask('ask', [['reply'], ['fallback']], { tries: 1 }),
      node.fallback('fallback', [['ask'], ['reply']], { name: version }), node.reply(),
    ];
    const failing = gate();
    here.provider.script(async (call) => {
      if (here.provider.calls.length > 1) { call.text('well again'); return call.finish(); }
      await failing;
      call.reply(500, { error: { message: 'down' } });
    });
    await begin(flow);
    const response = here.chat(question('Hi'));
    await called(here.provider);
    await during(flow, async () => {
      const ended = here.red.ended();
      failing.open();
      await ended;
    });
    assert.equal(await wholeText(await response), 'well again');
  });

  it('a guard whose budget is used up sends its message to the node on its second output, which is just being changed', async () => {
    const flow = (version: string): Flow => [
      node.guard('guard', [['answered'], ['sorry']], { budget: here.own, limit: 0 }), node.set('sorry', 'version', version, [['out']]),
    ];
    await begin(flow);
    await during(flow, () => {
      here.red.send('guard', { payload: 'Hi' });
      return new Promise((resolve) => { setImmediate(resolve); });
    });
    assert.equal((await here.arrived('out', 1))[0]?.version, 'second');
  });

  it('the pieces of an answer wait where they would go to a node that is just being changed', async () => {
    const flow = (version: string): Flow => [
      node.ask('ask', [['reply'], []]), node.reply('reply', [['change']], { everyMs: 0 }), node.set('change', 'seen', version, [['out']]),
      node.ask('other', [['reply2'], []]), node.reply('reply2', [['out2']], { everyMs: 0 }),
    ];
    const gates = [gate(), gate(), gate()];
    here.provider.script(async (call) => {
      for (const [at, word] of ['one ', 'two ', 'three '].entries()) {
        call.text(word);
        await gates[at];
      }
      call.finish();
    });
    await begin(flow);
    here.red.send('ask', { payload: 'Hi' });
    here.red.send('other', { payload: 'Ho' });
    const words = (name: string): string => here.red.taken(name).map(({ payload }) => payload).join('');
    const until = async (name: string, text: string): Promise<void> => { while (words(name) !== text) await here.red.next(name); };
    await Promise.all([until('out', 'one '), until('out2', 'one ')]);
    await during(flow, async () => {
      gates[0]?.open();
      await until('out2', 'one two ');
      gates[1]?.open();
      await until('out2', 'one two three ');
    });
    gates[2]?.open();
    while (here.red.taken('out').at(-1)?.complete !== true) await here.red.next('out');
    assert.equal(words('out'), 'one two three ');
  });
});

import assert from 'node:assert/strict';
import type { MemoryWish } from '../../src/decide/plan';
import { planOf } from '../../nodes/kit/message';
import { helper, load, next, providerNode, withHelper } from '../kit/node-helper';
import { scriptedProvider, type ScriptedProvider } from '../kit/scripted-provider';

describe('memory', () => {
  withHelper();
  let provider: ScriptedProvider;
  beforeEach(async () => { provider = await scriptedProvider(); });
  afterEach(() => provider.close());

  const flow = (more: Record<string, unknown> = {}): Record<string, unknown>[] => [
    providerNode(provider.address), { id: 'memory', type: 'switchyard-memory', wires: [['wished', 'ask']], ...more },
    { id: 'ask', type: 'switchyard-ask', instructions: 'Be kind.', wires: [['out'], ['out']] }, { id: 'wished', type: 'helper' }, { id: 'out', type: 'helper' },
  ];
  async function ask(msg: Record<string, unknown>): Promise<void> {
    const out = next('out');
    helper.getNode('memory').receive(msg);
    assert.equal((await out).llm?.outcome, 'answered');
  }
  const asked = (): unknown[] => (provider.calls.at(-1)?.body.messages ?? []).map(({ role, content }) => `${role}: ${String(content)}`);

  it('remembers a conversation, without the instructions', async () => {
    await load(flow());
    await ask({ payload: 'I am Ada.', sessionId: 's' });
    await ask({ payload: 'Who am I?', sessionId: 's' });
    assert.deepEqual(asked(), ['system: Be kind.', 'user: I am Ada.', 'assistant: one: I am Ada.', 'user: Who am I?']);
    await ask({ payload: 'And I?', sessionId: 'other' });
    assert.deepEqual(asked(), ['system: Be kind.', 'user: And I?']);
  });

  it('finds the session by itself', async () => {
    await load(flow());
    for (const [msg, session] of [
      [{ sessionId: 7 }, '7'], [{ _session: { id: 'ws' } }, 'ws'], [{ _client: { socketId: 'dash' } }, 'dash'], [{ payload: { chatId: 42, content: 'x' } }, '42'],
      [{ llm: { session: 'before' } }, 'before'],
    ] as const) {
      const wished = next('wished');
      helper.getNode('memory').receive({ payload: 'Hello', ...msg });
      assert.equal((planOf(await wished)[0] as MemoryWish).session, session);
    }
  });

  it('shows which session it is, but not all of a long one', async () => {
    await load(flow());
    const status = (): Promise<{ text: string }> => new Promise((resolve) => {
      helper.getNode('memory').once('call:status', ({ args: [shown] }: { args: [{ text: string }] }) => resolve(shown));
    });
    const shown = status();
    helper.getNode('memory').receive({ payload: 'x', sessionId: 'Aq2dCbwPcgOD-KwM5hiIZFHu' });
    assert.equal((await shown).text, 'Aq2dCbwP…');
  });

  it('stores nothing without a session', async () => {
    await load(flow());
    await ask({ payload: 'I am Ada.' });
    await ask({ payload: 'Who am I?' });
    assert.deepEqual(asked(), ['system: Be kind.', 'user: Who am I?']);
  });

  it('takes the session from where the dialog says', async () => {
    await load(flow({ session: 'topic', sessionType: 'msg' }));
    const wished = next('wished');
    helper.getNode('memory').receive({ payload: 'x', topic: 'room', sessionId: 'not this' });
    const { session, messages, tokens, forgetAfterMs } = planOf(await wished)[0] as MemoryWish;
    assert.deepEqual({ session, messages, tokens, forgetAfterMs }, { session: 'room', messages: 20, tokens: 4000, forgetAfterMs: 86_400_000 });
  });

  it('keeps two sessions apart whose names differ only far behind', async () => {
    await load(flow({ session: 'topic', sessionType: 'msg' }));
    const sessions = [];
    for (const who of ['ada', 'bob']) {
      const wished = next('wished');
      helper.getNode('memory').receive({ payload: 'x', topic: `${'x'.repeat(1000)}${who}` });
      sessions.push((planOf(await wished)[0] as MemoryWish).session);
    }
    assert.notEqual(sessions[0], sessions[1]);
    assert.deepEqual(sessions.map((session) => session.length), [300, 300]);
  });

  it('forgets on msg.reset, and the message goes on', async () => {
    await load(flow());
    await ask({ payload: 'I am Ada.', sessionId: 's' });
    const wished = next('wished');
    await ask({ payload: 'Who am I?', sessionId: 's', reset: true });
    assert.equal('reset' in await wished, false);
    assert.deepEqual(asked(), ['system: Be kind.', 'user: Who am I?']);
  });
});

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { NodeAPI } from 'node-red';
import { failure, FailureError } from '../../../src/chat/failure';
import { onInput, type Handle } from '../../../nodes/kit/guard-input';
import { hosts } from '../../../nodes/kit/host';
import type { FlowNode } from '../../../nodes/kit/message';

describe('the wrapper for input', () => {
  type Input = (msg: object, send: (msg: object) => void, done: (error?: Error) => void) => void;
  const events = new EventEmitter();
  const nodes = new Map<string, object>();
  const warnings: string[] = [];
  const RED = {
    events, settings: { userDir: '/the wrapper for input' }, log: { warn: (text: string) => warnings.push(text) },
    nodes: { eachNode: (look: (node: object) => void) => look({ type: 'catch' }), getNode: (id: string) => nodes.get(id) ?? null },
  } as unknown as NodeAPI;
  after(() => hosts.get('/the wrapper for input')?.close());

  /** A node that has a handler, with what it was given to log, to send and to receive. */
  function made(handle: Handle): { input: Input; close(): void; seen: unknown[]; node: { error(problem: unknown): void } } {
    const seen: unknown[] = [];
    const listeners: Record<string, Input> = {};
    const node = {
      id: 'n', type: 'switchyard-ask', on: (event: string, listener: Input) => { const before = listeners[event]; listeners[event] = before ? (...all) => { before(...all); listener(...all); } : listener; },
      error: (problem: unknown) => seen.push(['logged', String(problem)]), send: (msg: object) => seen.push(['sent', msg]), receive: (msg: object) => seen.push(['received', msg]),
    };
    nodes.set('n', node);
    onInput(RED, node as unknown as FlowNode, handle);
    const { input } = listeners as { input: Input };
    assert.equal(input.length, 3);
    return { input, seen, node, close: () => { nodes.delete('n'); (listeners.close as unknown as () => void)(); } };
  }
  const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

  /** What `done` was called with, for one message through a handler. */
  async function done(handle: Handle, doneThrows = false): Promise<unknown[]> {
    const { input, seen } = made(handle);
    input({ _msgid: '1' }, () => undefined, (error) => { if (doneThrows) throw new Error('done failed'); seen.push(error); });
    await turn();
    return seen;
  }

  it('is done in the same turn where nothing is waited for', async () => {
    assert.deepEqual(await done(() => undefined), [undefined]);
    assert.deepEqual(await done(async () => { await Promise.resolve(); }), [undefined]);
  });

  it('outlives a log handler that throws while a failure is told', async () => {
    const { input, node } = made(() => Promise.reject(new Error('failed')));
    node.error = () => { throw new Error('the handler failed'); };
    const warned = new Promise<Error>((resolve) => { process.once('warning', resolve); });
    input({ _msgid: '1' }, () => undefined, () => { throw new Error('done logs, too'); });
    assert.match((await warned).message, /A log handler of Node-RED's settings failed: Error: the handler failed/);
  });

  it('turns whatever is thrown, early or late, into one error with a code', async () => {
    const failed = new FailureError(failure('over_budget', 'used up'));
    for (const handle of [() => { throw failed; }, async () => { await Promise.resolve(); throw failed; }] as Handle[]) {
      const [error, ...others] = await done(handle) as (Error & { code: string })[];
      assert.deepEqual([error?.message, error?.code, others.length], ['used up', 'LLM_OVER_BUDGET', 0]);
    }
    for (const thrown of ['text', undefined, null, new TypeError('x'), { code: 7 }]) {
      const [error] = await done(() => Promise.reject(thrown as Error)) as (Error & { code: string })[];
      assert.ok(error instanceof Error);
      assert.equal(error.code, 'LLM_INTERNAL');
    }
  });

  it('lets not even a `done` that throws escape', async () => {
    assert.deepEqual(await done(async () => { await Promise.resolve(); }, true), [['logged', 'Error: done failed']]);
    assert.deepEqual(await done(() => undefined, true), [['logged', 'Error: done failed']]);
  });

  describe('in the midst of a deploy', () => {
    const msg = { _msgid: '1' };
    const nothing = (): void => undefined;

    it('lets a closed node hand what comes to it to the next one, once flows run', async () => {
      const old = made(() => assert.fail('it is closed'));
      events.emit('flows:stopping');
      old.close();
      old.input(msg, nothing, nothing);
      const next = made(nothing);
      await turn();
      assert.deepEqual(next.seen, []);
      events.emit('flows:started');
      await turn();
      assert.deepEqual(next.seen, [['received', msg]]);
    });

    it('lets what was under way go on from the next node, and what a node sends that stays wait for the start', async () => {
      let go = nothing;
      const handle: Handle = async (message, send) => { await new Promise<void>((resolve) => { go = resolve; }); send(message); };
      const old = made(handle);
      old.input(msg, () => assert.fail('its wires lead nowhere'), nothing);
      events.emit('flows:stopping');
      old.close();
      const next = made(handle);
      go();
      await turn();
      assert.deepEqual(next.seen, []);
      events.emit('flows:started');
      await turn();
      assert.deepEqual(next.seen, [['sent', msg]]);
      next.input(msg, () => assert.fail('the next node may not be there'), nothing);
      events.emit('flows:stopping');
      go();
      await turn();
      assert.equal(next.seen.length, 1);
      events.emit('flows:started');
      await turn();
      assert.equal(next.seen.length, 2);
    });

    it('drops what nobody takes any more, and says so', async () => {
      const old = made(nothing);
      events.emit('flows:stopping');
      old.close();
      old.input(msg, nothing, nothing);
      events.emit('flows:started');
      await turn();
      assert.match(warnings.join(), /a message of 'ask' was dropped/);
    });
  });
});

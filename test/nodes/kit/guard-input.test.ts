import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { failure, FailureError } from '../../../src/chat/failure';
import { onInput, type Handle } from '../../../nodes/kit/guard-input';
import type { FlowNode } from '../../../nodes/kit/message';

describe('the wrapper for input', () => {
  /** What `done` was called with, for one message through a handler. */
  async function done(handle: Handle, doneThrows = false): Promise<unknown[]> {
    const calls: unknown[] = [];
    let input: (msg: object, send: () => void, done: (error?: Error) => void) => void = () => undefined;
    const node = { on: (_event: string, listener: typeof input) => { input = listener; }, error: (problem: unknown) => calls.push(['logged', String(problem)]) } as unknown as FlowNode;
    const RED = { nodes: { eachNode: (look: (node: object) => void) => look({ type: 'catch' }) } } as unknown as NodeAPI;
    onInput(RED, node, handle);
    assert.equal(input.length, 3);
    input({ _msgid: '1' }, () => undefined, (error) => { if (doneThrows) throw new Error('done failed'); calls.push(error); });
    await new Promise((resolve) => setImmediate(resolve));
    return calls;
  }

  it('is done in the same turn where nothing is waited for', async () => {
    assert.deepEqual(await done(() => undefined), [undefined]);
    assert.deepEqual(await done(async () => { await Promise.resolve(); }), [undefined]);
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
});

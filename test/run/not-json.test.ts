import assert from 'node:assert/strict';
import { readChat } from '../../src/inbound/openai-chat/read';
import { say } from '../kit/scripted-net';
import { finish, testCore } from '../kit/test-core';

const hi = { messages: [{ role: 'user', content: 'Hi' }] };
const circle = (): object => { const one: Record<string, unknown> = { a: 1 }; one.again = [one]; return one; };
const broken = { toJSON(): never { throw new Error('secret words'); } };
const deep = (): unknown => { let value: unknown = 1; for (let depth = 0; depth < 20_000; depth++) value = [value]; return value; };
const parameters = (properties: unknown): object => ({ tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object', properties } } }] });
const cache = [{ do: 'cache', node: 'c1', cache: 'default', keepForMs: 60_000, sharedBy: 'everyone' }];

describe('run: a request that cannot be written as JSON', () => {
  for (const [what, body, field] of [
    ['a circle in a field that is passed on', { ...hi, guided_json: circle() }, /^guided_json\.again\[0\]/],
    ['a circle in a tool', { ...hi, ...parameters(circle()) }, /^tools\[0\]\.parameters\.properties\.again\[0\]/],
    ['a circle in a message', { messages: [{ role: 'user', content: 'Hi', more: circle() }] }, /^messages\[0\]\.more\.again\[0\]/],
    ['a BigInt', { ...hi, top_k: 5n }, /^top_k/],
    ['a toJSON that throws', { ...hi, when: broken }, /^when/],
    ['what is nested without an end', { ...hi, guided_json: deep() }, /^guided_json\[0\]/],
  ] as const) {
    for (const plan of [[], cache]) {
      it(`says where ${what} is${plan.length > 0 ? ', behind a cache, too' : ''}, asks nobody, and blames no provider`, async () => {
        const t = testCore(() => say('ok'));
        for (let times = 0; times < 10; times++) {
          const { failure, attempts } = await finish(t.clock, t.core.run(readChat(body), plan, { models: [{ name: 'one' }, { name: 'three' }] }).done);
          assert.equal(failure?.kind, 'bad_request', failure?.message);
          assert.match(failure?.field ?? '', field);
          assert.match(failure?.message ?? '', field);
          assert.doesNotMatch(failure?.message ?? '', /secret words/);
          assert.deepEqual(attempts, []);
        }
        assert.deepEqual(t.events.filter(({ type }) => type === 'health'), []);
        assert.equal((await t.ask('Hi', { options: { models: [{ name: 'one' }] } })).status, 'answered');
      });
    }
  }

  it('takes the same object in two places for what it is', async () => {
    const t = testCore(() => say('ok'));
    const shared = { type: 'string' };
    const chat = readChat({ ...hi, ...parameters({ a: shared, b: shared, toJSON: { type: 'string' } }) });
    assert.equal((await finish(t.clock, t.core.run(chat, [], { models: [{ name: 'one' }] }).done)).status, 'answered');
  });
});

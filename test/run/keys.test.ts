import assert from 'node:assert/strict';
import { provider, model, testCore } from '../kit/test-core';
import { refuse, say, type Step } from '../kit/scripted-net';

describe('keys in a run', () => {
  const keyless = (more = {}) => provider('Hosted', [model('one')], { vendor: 'openai', key: undefined, address: undefined, ...more });

  it('says that a hosted vendor has no key, without asking it', async () => {
    const world = testCore(() => say('never'), { providers: [keyless()] });
    const outcome = await world.ask('Hi');
    assert.equal(outcome.failure?.kind, 'bad_key');
    assert.match(outcome.failure.message, /Provider 'Hosted' has no key\. Open it and enter one, or set OPENAI_API_KEY/);
    assert.equal(world.net.calls.length, 0);
  });

  it('goes on with a provider that has one', async () => {
    const world = testCore(() => say('hello'), { providers: [keyless(), provider('B', [model('two')])] });
    assert.equal((await world.ask('Hi')).head?.model, 'two');
    assert.equal(world.net.calls.length, 1);
  });

  it('asks without one at an address of the user\'s own, and where a header holds it', async () => {
    for (const more of [{ address: 'https://proxy.example/v1' }, { headers: { Authorization: 'Bearer own' } }]) {
      assert.equal((await testCore(() => say('hello'), { providers: [keyless(more)] }).ask('Hi')).status, 'answered');
    }
  });

  for (const [what, more, field, message] of [
    ['a header whose name has a space', { headers: { 'x team': 'secret-value' } }, 'headers', /Header 'x' of provider 'A' has a name that no header can have/],
    ['a whole line as a name', { headers: { 'Authorization: Bearer secret-value': '' } }, 'headers', /Header 'Authorization' of provider 'A'/],
    ['a header of the connection', { headers: { 'Transfer-Encoding': 'secret-value' } }, 'headers', /Header 'Transfer-Encoding' of provider 'A' is written by the connection/],
    ['a value with a line break', { headers: { 'x-team': 'secret-value\n' } }, 'headers', /Header 'x-team' of provider 'A' has a value/],
    ['a value with a typographic quote', { headers: { 'x-team': '“secret-value”' } }, 'headers', /Header 'x-team' of provider 'A' has a value/],
    ['a key with a line break', { key: 'secret-\nvalue' }, 'key', /The key of provider 'A'/],
  ] as const) {
    it(`takes ${what} for a setting that is not valid, names it, and shows no value`, async () => {
      const world = testCore(() => say('hello'));
      const problems = world.core.configure({ providers: [provider('A', [model('one')], more), provider('B', [model('two')])] });
      assert.deepEqual(problems.map(({ failure }) => [failure.kind, failure.field]), [['bad_request', field]]);
      assert.match(problems[0]?.failure.message ?? '', message);
      assert.doesNotMatch(JSON.stringify(problems), /secret/);
      assert.equal((await world.ask('Hi')).head?.model, 'two', 'the others work');
    });
  }

  it('repeats no key in a failure, whatever it looks like and wherever the vendor has put it', async () => {
    const providers = [provider('A', [model('one')], { key: 'correct horse battery', headers: { 'x-tenant': 'tenant-secret' } })];
    const told = 'The key correct horse battery of tenant-secret is not welcome';
    const answers: Step[][] = [
      refuse(400, { message: told, param: 'correct horse battery' }), refuse(500, { message: told, code: 'tenant-secret' }),
      [{ head: 200 }, { data: 'data: {"error": {"message": "' + told + '"}}\n\n' }],
      // Cut off in the midst of the key.
      refuse(400, { message: `${'word '.repeat(56)}correct horse battery ${'word '.repeat(9)}` }),
    ];
    for (const answer of answers) {
      const { failure } = await testCore(() => answer, { providers }).ask('Hi', { options: { tries: 1 } });
      assert.ok(failure);
      assert.doesNotMatch(JSON.stringify(failure), /correct h|tenant-s/);
    }
  });
});

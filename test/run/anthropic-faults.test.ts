import assert from 'node:assert/strict';
import { model, provider, testCore } from '../kit/test-core';
import { say, type Step } from '../kit/scripted-net';

const inOrder = { models: [{ name: 'one' }, { name: 'two' }], chooseBy: 'in order' as const };
const text = 'The capital of France is Paris, on the Seine.';
const words = text.match(/\S+\s*/g) as string[];

const event = (type: string, more: object = {}): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
const started = event('message_start', { message: { id: 'm', model: 'claude', role: 'assistant', content: [], usage: { input_tokens: 10, output_tokens: 1 } } });
const open = event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
const word = (said: string): string => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: said } });
const close = event('content_block_stop', { index: 0 });
const reason = (stop = 'end_turn'): string => event('message_delta', { delta: { stop_reason: stop }, usage: { output_tokens: 8 } });
const stopped = event('message_stop');
const error = (type: string): string => event('error', { error: { type, message: 'scripted' } });
const ping = event('ping');

/** Says the first words, then does something else. */
const then = (count: number, ...how: Step[]): Step[] => [{ after: 1, head: 200 }, { data: started + open }, ...words.slice(0, count).map((said): Step => ({ after: 5, data: word(said) })), ...how];

describe('run: faults of a provider that speaks Anthropic messages', () => {
  const ask = (steps: Step[]) => testCore((name) => (name === 'one' ? steps : say(text)), {
    providers: [provider('C', [model('one')], { vendor: 'other-anthropic', address: 'https://c.example' }), provider('B', [model('two')])],
  }).ask('Capital of France?', { options: inOrder });

  const goesOn: [what: string, how: Step[], kind: string, withinMs: number][] = [
    ['a cut (S08)', [{ fail: 'cut' }], 'cut', 1_000],
    ['an end without a stop reason (S08)', [{ end: true }], 'cut', 1_000],
    ['a stall (S09)', [{ hang: true }], 'stalled', 16_000],
    ['a stall with pings (S09)', Array.from({ length: 60 }, (): Step => ({ after: 5_000, data: ping })), 'stalled', 36_000],
    ['an event that is no JSON (S10)', [{ data: 'event: content_block_delta\ndata: {"type":"content_blo\n\n' }, { hang: true }], 'malformed', 1_000],
    ['an error event', [{ data: error('overloaded_error') }, { hang: true }], 'overloaded', 1_000],
    ['an error event without a type', [{ data: 'event: error\ndata: {"message":"boom"}\n\n' }, { hang: true }], 'server', 1_000],
  ];
  for (const [what, how, kind, withinMs] of goesOn) {
    it(`the same answer goes on after ${what}`, async () => {
      const outcome = await ask(then(4, ...how));
      assert.equal(outcome.heard.text(), text);
      assert.deepEqual(outcome.attempts.map(({ failure }) => failure?.kind), [kind, undefined]);
      assert.ok(outcome.totalMs < withinMs, `${outcome.totalMs}`);
    });
  }

  it('is complete with its stop reason, also without a last event, and whatever error comes after it (S11)', async () => {
    for (const end of ['', error('api_error'), stopped]) {
      const outcome = await ask(then(words.length, { data: close + reason() + end }, end === stopped ? { end: true } : { hang: true }));
      assert.equal(outcome.status, 'answered');
      assert.equal(outcome.heard.text(), text);
      assert.deepEqual([outcome.attempts.length, outcome.usage], [1, { input: 10, output: 8 }]);
    }
  });

  it('tells a refusal, and asks nobody else (S13)', async () => {
    const outcome = await ask([{ head: 200 }, { data: started + reason('refusal') + stopped }, { end: true }]);
    assert.deepEqual([outcome.failure?.kind, outcome.attempts.length], ['refused', 1]);
  });

  it('takes a prompt that is too long for that, not for an outage (S12)', async () => {
    const long = JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message: 'prompt is too long: 210000 tokens > 200000 maximum' } });
    const outcome = await ask([{ head: 400 }, { data: long }, { end: true }]);
    assert.equal(outcome.attempts[0]?.failure?.kind, 'context');
    assert.equal(outcome.attempts.filter(({ model: name }) => name === 'one').length, 1);
  });
});

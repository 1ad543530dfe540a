import assert from 'node:assert/strict';
import type { ScriptedAnswer, ScriptedCall } from '../../kit/scripted-provider';
import { times } from '../../kit/long-run';
import { ask, says, saysThen, shortened, silence, tokens, twoModels, waitMs, whole, words, type Heard } from './two-models';

const refuses = (status: number, headers: Record<string, string> = {}): ScriptedAnswer =>
  (call) => call.reply(status, { error: { message: `scripted ${status}` } }, headers);
const cut = (call: ScriptedCall): void => call.cut();

/** The whole answer of the fallback, or of both together, told once and to its end. */
function answered(heard: Heard, text = whole): void {
  assert.equal(heard.error, undefined, heard.error?.message);
  assert.equal(heard.status, 200);
  assert.equal(heard.text, text);
  assert.equal(heard.finish, 'stop');
  assert.equal(heard.done, true);
}

/** Ends visibly: with an error event, and with no word that is not of the first answer. */
function brokenOff(heard: Heard, text: string): void {
  assert.equal(heard.text, text);
  assert.equal(heard.error?.code, 'LLM_INTERRUPTED');
  assert.equal(heard.done, false);
}

for (const oneAddress of [false, true]) {
  describe(`the sixteen failover scenarios, ${oneAddress ? 'both models behind one address' : 'two addresses'}`, function () {
    this.timeout(20_000 + waitMs(200));
    const here = twoModels(oneAddress);

    it('S01 a 429 with retry-after 2: waits that long, then is served', async () => {
      await here.script((call, number) => (number === 1 ? refuses(429, { 'retry-after': '2' }) : says())(call, number));
      answered(await ask(here.red));
      const [first = 0, again = Infinity] = here.callTimes('primary');
      assert.ok(again - first >= 1_800, `asked again after ${again - first} ms`);
      assert.deepEqual(here.calls(), ['primary', 'primary']);
    });

    it('S02 a lasting 429: few attempts, and served by the fallback', async () => {
      await here.script(refuses(429, { 'retry-after': '1' }));
      for (let request = 0; request < 3; request++) answered(await ask(here.red));
      assert.ok(here.callTimes('primary').length <= 4, `${here.callTimes('primary').length} attempts`);
    });

    it('S02 a lasting 429 everywhere: few attempts, and a 429 that says when to come back', async () => {
      await here.script(refuses(429), refuses(429));
      const heard = await ask(here.red);
      assert.equal(heard.status, 429);
      assert.equal(heard.error?.code, 'LLM_RATE_LIMITED');
      assert.ok(Number(heard.headers.get('retry-after')) >= 1, `retry-after ${heard.headers.get('retry-after')}`);
      assert.ok(here.calls().length <= 4, here.calls().join());
    });

    it('S03 one 500: asks the same provider again', async () => {
      await here.script((call, number) => (number === 1 ? refuses(500) : says())(call, number));
      answered(await ask(here.red));
      assert.deepEqual(here.calls(), ['primary', 'primary']);
    });

    it('S04 a lasting 503: served by the fallback', async () => {
      await here.script(refuses(503));
      answered(await ask(here.red));
      assert.deepEqual(here.calls(), ['primary', 'primary', 'backup']);
    });

    it('S05 a TCP reset: served by the fallback', async () => {
      await here.script(cut);
      answered(await ask(here.red));
      assert.equal(here.calls().at(-1), 'backup');
    });

    it('S06 no response for 120 s: ends within 100 s', async () => {
      await here.script(async (call) => { await silence(call, 120); await refuses(500)(call, 1); });
      const heard = await ask(here.red);
      answered(heard);
      assert.ok(heard.totalMs < waitMs(100), `${heard.totalMs} ms`);
    });

    it('S06 no response from anybody: a clear time-out instead of a hang', async () => {
      const hangs: ScriptedAnswer = (call) => silence(call, 300);
      await here.script(hangs, hangs, { ask: { totalWithinSeconds: 90 / shortened } });
      const heard = await ask(here.red);
      assert.equal(heard.status, 504);
      assert.equal(heard.error?.code, 'LLM_TIMEOUT');
      assert.ok(heard.totalMs < waitMs(100), `${heard.totalMs} ms`);
    });

    it('S07 a first token only after 20 s: served within 15 s', async () => {
      await here.script(async (call) => { call.head(); await silence(call, 20); await says()(call, 1); });
      const heard = await ask(here.red);
      answered(heard);
      assert.ok(heard.totalMs < waitMs(15), `${heard.totalMs} ms`);
      assert.equal(heard.headers.get('x-llm-model'), 'backup');
    });

    it('S08 a cut after 40 of 60 tokens: the same answer goes on, nothing twice', async () => {
      await here.script(saysThen(40, cut));
      answered(await ask(here.red));
      assert.deepEqual(here.calls(), ['primary', 'backup']);
    });

    it('S08 a cut, and a fallback that differs at the fifth character: a visible end', async () => {
      await here.script(saysThen(40, cut), says(`worX${whole.slice(4)}`));
      brokenOff(await ask(here.red), words(0, 40));
      assert.deepEqual(here.calls(), ['primary', 'backup']);
    });

    it('S08 a cut, and a fallback that differs at the last character told: a visible end', async () => {
      const told = words(0, 40);
      await here.script(saysThen(40, cut), says(`${told.slice(0, -2)}# ${words(40)}`));
      brokenOff(await ask(here.red), told);
    });

    it('S08 a cut where the user wants the error event: a visible end, and no second call', async () => {
      await here.script(saysThen(40, cut), says(), { ask: { afterCut: 'error event' } });
      brokenOff(await ask(here.red), words(0, 40));
      assert.deepEqual(here.calls(), ['primary']);
    });

    it('S08 a cut where the user holds the whole answer: the fallback’s own answer, whatever it says', async () => {
      await here.script(saysThen(40, cut), says('Something else.'), { ask: { commit: 'whole' } });
      answered(await ask(here.red), 'Something else.');
    });

    it('S08 a cut within a tool call: never continued elsewhere', async () => {
      await here.script((call) => {
        call.event({ choices: [{ index: 0, delta: { tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'open', arguments: '{"door' } }] } }] });
        setTimeout(() => call.cut(), 50);
      });
      const heard = await ask(here.red, { tools: [{ type: 'function', function: { name: 'open', parameters: { type: 'object' } } }] });
      brokenOff(heard, '');
      assert.deepEqual(here.calls(), ['primary']);
    });

    it('S09 a stall of 30 s in mid-stream: the same answer goes on, before the stall is over', async () => {
      await here.script(saysThen(40, async (call) => { await silence(call, 30); cut(call); }));
      const heard = await ask(here.red);
      answered(heard);
      // Long before the cut that ends the silence.
      assert.ok(heard.totalMs < waitMs(25), `${heard.totalMs} ms`);
    });

    it('S09 a stall, and a fallback with other words: a visible end, before the stall is over', async () => {
      await here.script(saysThen(40, async (call) => { await silence(call, 30); cut(call); }), says('worX'));
      const heard = await ask(here.red);
      brokenOff(heard, words(0, 40));
      // Long before the cut that ends the silence.
      assert.ok(heard.totalMs < waitMs(25), `${heard.totalMs} ms`);
    });

    it('S10 a malformed chunk, first or in mid-stream: served all the same', async () => {
      for (const count of [0, 20]) {
        await here.script(saysThen(count, (call) => call.event('{"choices": [{"delta": {"content": "wor')));
        const heard = await ask(here.red);
        answered(heard);
        // At once, not when the silence behind it has lasted too long.
        assert.ok(heard.totalMs < waitMs(12), `${heard.totalMs} ms`);
        assert.deepEqual(here.calls(), ['primary', 'backup']);
      }
    });

    for (const [what, end] of [['and the connection stays open', () => undefined], ['and the connection ends', cut]] as [string, (call: ScriptedCall) => void][]) {
      it(`S11 no [DONE], ${what}: ends within 8 s, with its usage`, async () => {
        await here.script((call) => {
          for (const token of tokens) call.text(token);
          call.event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage: { prompt_tokens: 11, completion_tokens: 60, total_tokens: 71 } });
          setTimeout(() => end(call), 50);
        });
        const heard = await ask(here.red);
        answered(heard);
        assert.ok(heard.totalMs < 8_000, `${heard.totalMs} ms`);
        assert.deepEqual([heard.usage?.prompt_tokens, heard.usage?.completion_tokens], [11, 60]);
        assert.deepEqual(here.calls(), ['primary']);
      });
    }

    it('S12 too long for its context: never sent again there, a larger model instead', async () => {
      await here.script((call) => call.reply(400, { error: { message: "This model's maximum context length is 8192 tokens.", code: 'context_length_exceeded', type: 'invalid_request_error' } }));
      answered(await ask(here.red));
      assert.deepEqual(here.calls(), ['primary', 'backup']);
    });

    const filtered: [string, ScriptedAnswer][] = [
      ['as a 400', (call) => call.reply(400, { error: { message: 'The response was filtered.', code: 'content_filter', type: 'invalid_request_error' } })],
      ['as a finish reason', (call) => { call.head(); call.finish('content_filter'); }],
    ];
    for (const [what, answer] of filtered) {
      it(`S13 a content filter ${what}: a clean error, and nobody else is asked`, async () => {
        await here.script(answer);
        const heard = await ask(here.red);
        assert.equal(heard.status, 400);
        assert.equal(heard.error?.code, 'content_filter');
        assert.equal(heard.text, '');
        assert.deepEqual(here.calls(), ['primary']);
      });
    }

    for (const [how, filtered] of [
      ['as a finish reason', (call) => { call.finish('content_filter'); }],
      ['as an error event', (call) => { call.event({ error: { message: 'The response was filtered', code: 'content_filter' } }); call.end(); }],
    ] satisfies [string, (call: ScriptedCall) => void][]) {
      it(`S13 a content filter in mid-stream, ${how}: the answer ends there, and nobody else is asked`, async () => {
        await here.script(saysThen(20, filtered));
        const heard = await ask(here.red);
        assert.deepEqual([heard.finish, heard.text, heard.error, heard.done], ['content_filter', words(0, 20), undefined, true]);
        assert.deepEqual(here.calls(), ['primary']);
      });
    }

    it('S16 accounting: names the model that answered, with its usage and its price', async () => {
      await here.script(refuses(500));
      const streamed = await ask(here.red);
      assert.deepEqual([streamed.usage?.prompt_tokens, streamed.usage?.completion_tokens], [100, 60]);
      assert.equal(streamed.headers.get('x-llm-model'), 'backup');
      const heard = await ask(here.red, { stream: false });
      assert.deepEqual([heard.usage?.prompt_tokens, heard.usage?.completion_tokens], [100, 60]);
      assert.equal(heard.headers.get('x-llm-model'), 'backup');
      // $2 and $4 a million tokens.
      assert.equal(heard.headers.get('x-llm-cost'), ((100 * 2 + 60 * 4) / 1e6).toFixed(6));
    });

    it('S15 the primary is down for a while under steady load: served throughout, and back within 30 s', async () => {
      const downMs = times(4_000, 60_000);
      let down = true;
      await here.script((call, number) => (down ? refuses(503) : says())(call, number));
      const results: Promise<Heard>[] = [];
      const begunMs = performance.now();
      let mendedMs = Infinity;
      let backMs = Infinity;
      while (performance.now() < mendedMs + 30_000 && backMs === Infinity) {
        results.push(ask(here.red).then((heard) => {
          if (!down && heard.headers.get('x-llm-model') === 'primary') backMs = Math.min(backMs, performance.now());
          return heard;
        }));
        await new Promise((resolve) => setTimeout(resolve, 100));
        if (down && performance.now() - begunMs > downMs) { down = false; mendedMs = performance.now(); }
      }
      const calls = here.calls().length;
      for (const heard of await Promise.all(results)) answered(heard);
      assert.ok(backMs - mendedMs < 30_000, 'it never came back');
      assert.ok(calls <= results.length * 1.2 + 10, `${calls} attempts for ${results.length} requests`);
    });
  });

  /** A cut, and a fallback whose vendor continues an assistant message that stands last. */
  describe(`S14 resuming by prefill, ${oneAddress ? 'both models behind one address' : 'two addresses'}`, function () {
    this.timeout(30_000);
    const here = twoModels(oneAddress);
    const takesPrefill = { backup: { vendor: 'mistral', credentials: { key: 'test-key-of-mistral' } } };
    const last = (body: ScriptedCall['body']): Record<string, unknown> => (body.messages?.at(-1) ?? {}) as Record<string, unknown>;
    const begun = words(0, 40);

    it('goes on from the beginning of the answer where the fallback takes it', async () => {
      // As Mistral does it: the beginning comes once more.
      await here.script(saysThen(40, cut), says(whole), takesPrefill);
      answered(await ask(here.red));
      const [body] = here.bodies('backup');
      assert.deepEqual(last(body ?? {}), { role: 'assistant', content: begun.trimEnd(), prefix: true });
    });

    it('asks it again from the beginning where it refuses that, and compares', async () => {
      await here.script(saysThen(40, cut), (call, number) => (number === 1 ? refuses(400) : says())(call, number), takesPrefill);
      answered(await ask(here.red));
      assert.deepEqual(here.calls(), ['primary', 'backup', 'backup']);
      assert.equal(last(here.bodies('backup')[1] ?? {}).role, 'user');
    });

    it('ends visibly where it refuses that and then uses other words', async () => {
      await here.script(saysThen(40, cut), (call, number) => (number === 1 ? refuses(400) : says('worX else'))(call, number), takesPrefill);
      brokenOff(await ask(here.red), begun);
    });

    it('goes on after a stall as after a cut', async () => {
      await here.script(saysThen(40, (call) => silence(call, 30)), says(whole), takesPrefill);
      answered(await ask(here.red));
    });
  });
}

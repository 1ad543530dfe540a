import assert from 'node:assert/strict';
import { longRun } from '../kit/long-run';
import { chatOf, model, provider, testCore } from '../kit/test-core';
import { openai, refuse, say, type Step } from '../kit/scripted-net';

const text = 'The capital of France is Paris, on the Seine, and so on and so forth for a while.';
const words = text.match(/\S+\s*/g) as string[];
const budget = { do: 'budget', node: 'g', budget: 'sim', limitMicros: 1_000_000, per: 'day', timeZone: 'UTC', who: 'everyone', unknownPrice: 'block' };
const seeds = longRun ? 1_500 : 150;

/** Numbers from 0 to 1, always the same for one seed. */
function randomOf(seed: number): () => number {
  let state = seed * 2_654_435_761 % 2 ** 32;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** The first model breaks off; of those after it some refuse, some break off as well, the others say the same answer. */
function scriptOf(random: () => number): (body: Record<string, unknown>) => Step[] {
  const cutAt = 1 + Math.floor(random() * 12);
  const end: Step = random() < 0.4 ? { fail: 'cut' } : random() < 0.5 ? { hang: true } : { end: true };
  const breaks = (to: number, eachMs: number): Step[] => [{ after: random() * 50, head: 200 }, { data: openai.role }, ...words.slice(0, to).map((word): Step => ({ after: eachMs, data: openai.text(word) })), end];
  const second = random();
  const callsOf = new Map<string, number>();
  return (body) => {
    const messages = body.messages as { role: string; content: string }[];
    const question = messages[0]?.content ?? '';
    const call = callsOf.get(question) ?? 0;
    callsOf.set(question, call + 1);
    const last = messages.at(-1);
    const begun = last?.role === 'assistant' ? last.content : '';
    if (call === 0) return breaks(cutAt, random() * 30);
    if (call === 1 && second < 0.2) return refuse(begun === '' ? 503 : 400);
    if (call === 1 && second < 0.4) return begun === '' ? breaks(cutAt + 2, 5) : [{ after: 3, head: 200 }, { data: openai.text(begun) }, { data: openai.text(text.slice(begun.length, begun.length + 10)) }, end];
    if (call === 1 && second < 0.5) return refuse(429, undefined, { 'retry-after': '1' });
    // All of it, also behind what was begun for it: the vendor that takes a beginning repeats it.
    return say(text, { firstMs: random() * 200, eachMs: random() * 20 });
  };
}

describe(`answers that break off in ${seeds} random worlds`, function () {
  this.timeout(300_000);

  it('go on as the same answer, are told once, and leave nothing behind', async () => {
    let resumed = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomOf(seed);
      const script = scriptOf(random);
      const one = { atOnce: 1 };
      const t = testCore((_name, _index, body) => script(body), {
        seed: seed + 1, providers: [provider('A', [model('one')], one), provider('M', [model('two')], { ...one, vendor: 'mistral' }), provider('B', [model('three')], one)],
      });
      const people = Array.from({ length: 3 }, (_, at) => {
        const heard = { text: '', opened: 0, closed: 0, finishes: 0, late: 0 };
        const pauseEach = random() < 0.4 ? 1 + Math.floor(random() * 3) : 0;
        let writes = 0;
        const run = t.core.run(chatOf(`q${at}`), [budget], { models: [{ name: 'one' }, { name: 'two' }, { name: 'three' }], tries: 4, totalWithinMs: 40_000 });
        run.pipe({
          open: () => { heard.opened++; },
          write: (parts) => {
            heard.late += heard.closed;
            for (const part of parts) {
              if (part.type === 'text') heard.text += part.text;
              if (part.type === 'finish') heard.finishes++;
            }
            return pauseEach === 0 || ++writes % pauseEach !== 0;
          },
          onDrain: (resume) => { t.clock.after(random() * 500, resume); },
          close: () => { heard.closed++; },
        });
        if (random() < 0.4) t.clock.after(random() * 1_500, () => run.cancel('the person left'));
        return { run, heard };
      });
      await t.clock.advanceAsync(120_000);
      for (const { run, heard } of people) {
        const outcome = await run.done;
        const told = `seed ${seed}: ${outcome.status} ${JSON.stringify(heard)} ${outcome.attempts.map(({ model: name, failure }) => `${name}:${failure?.kind}`).join()}`;
        assert.ok(text.startsWith(heard.text) && heard.late === 0 && heard.closed === 1 && heard.opened <= 1 && heard.finishes <= 1, told);
        if (outcome.status !== 'answered') continue;
        assert.equal(heard.text, text, told);
        if (outcome.attempts.length > 1) resumed++;
      }
      for (const name of ['A', 'M', 'B']) assert.equal((await t.store.level(`slots:${name}`)).held, 0, `seed ${seed}: a slot of ${name} is held`);
      assert.deepEqual([t.net.open(), t.clock.pending()], [0, 0], `seed ${seed}: calls and timers that are left`);
    }
    assert.ok(resumed > seeds / 2, `only ${resumed} went on`);
  });
});

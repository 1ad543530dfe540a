import assert from 'node:assert/strict';
import { realNodeRed, taker, type RealNodeRed } from '../../kit/real-node-red';

/** How long the longest turn of the loop took while something was awaited. */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => { const now = performance.now(); longest = Math.max(longest, now - last); last = now; }, 5);
  await work();
  await new Promise((resolve) => setTimeout(resolve, 10));
  clearInterval(timer);
  return longest;
}

describe('expressions in rules', () => {
  let red: RealNodeRed;
  before(async function () { this.timeout(60_000); red = await realNodeRed(); });
  after(() => red.close());
  beforeEach(() => red.forget());

  const deploy = (condition: Record<string, unknown>): Promise<void> => red.deploy([
    { id: 'router', type: 'switchyard-router', rules: [{ condition, use: [] }], wires: [['passed']] },
    { id: 'catch', type: 'catch', scope: null, uncaught: false, wires: [['caught']] }, taker('passed'), taker('caught'),
  ]);
  const outcome = async (payload: unknown): Promise<{ at: string; message: string }> => {
    const next = Promise.race(['passed', 'caught'].map(async (at) => ({ at, msg: await red.next(at) })));
    red.send('router', { payload });
    const { at, msg } = await next;
    return { at, message: (msg.error as { message?: string } | undefined)?.message ?? '' };
  };

  it('work', async () => {
    await deploy({ source: 'jsonata', property: '$length(payload) > 3 and $sum([1..1000]) > 0' });
    assert.equal((await outcome('long enough')).at, 'passed');
  });

  for (const [what, property] of [
    ['never ends', '($loop := function() { $loop() }; $loop())'],
    ['goes ever deeper', '($deep := function($n) { 1 + $deep($n + 1) }; $deep(0))'],
    ['has far too much to do', '$sum($map([1..3000], function($a) { $sum($map([1..3000], function($b) { $a * $b })) })) > 0'],
  ] as const) {
    it(`are stopped where one ${what}`, async () => {
      await deploy({ source: 'jsonata', property });
      let result: { at: string; message: string } | undefined;
      const turn = await longestTurn(async () => { result = await outcome('x'); });
      assert.equal(result?.at, 'caught');
      assert.match(result?.message ?? '', /took more than 250 ms/);
      assert.ok(turn < 2_500, `it held up everything for ${turn} ms`);
      await deploy({ source: 'msg', property: 'payload', operator: 'eq', value: 'x', valueType: 'str' });
      assert.equal((await outcome('x')).at, 'passed');
    });
  }

  for (const [what, property] of [
    ['a pattern', 'payload ~> /^(a+)+$/'], ['a pattern in a function', '$contains(payload, /^(a+)+$/)'], ['a pattern that is only made at run time', '$eval("$contains(payload, /^(a+)+$/)")'],
    ['a pattern in a branch that is never taken', 'false ? $match(payload, /^(a+)+$/) : true'],
    ['a pattern deep within', '$map([1], function($x) { {"y": [$match(payload, /(a+)+$/)]} })'],
  ] as const) {
    it(`are refused where one holds ${what}; the pattern operator is offered`, async () => {
      await deploy({ source: 'jsonata', property });
      const text = `${'a'.repeat(40)}!`;
      let result: { at: string; message: string } | undefined;
      const turn = await longestTurn(async () => { result = await outcome(text); });
      assert.equal(result?.at, 'caught');
      assert.match(result?.message ?? '', /matches regex/);
      assert.ok(turn < 1_000, `${turn} ms`);
    });
  }

  it('need none: the pattern operator takes linear time', async () => {
    await deploy({ source: 'msg', property: 'payload', operator: 'regex', value: '^(a+)+$', valueType: 'str' });
    const turn = await longestTurn(() => outcome(`${'a'.repeat(100_000)}!`));
    assert.ok(turn < 2_000, `${turn} ms`);
  });
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { checkout } from '../../kit/test-package';

const nodeRedUtil = createRequire(join(checkout, 'node_modules', 'node-red', 'package.json')).resolve('@node-red/util');

/** What an expression of a rule gives, in a process of its own: one that is not stopped would hold up all tests. */
function evaluated(expression: string, payload: string, more = ''): string {
  const script = `const { jsonata } = require(${JSON.stringify(require.resolve('../../../nodes/kit/jsonata'))});
    const { util } = require(${JSON.stringify(nodeRedUtil)});
    jsonata({ util }, { id: 'router' }, ${JSON.stringify(expression)}, { payload: ${JSON.stringify(payload)}${more} }, true)
      .then((value) => console.log(JSON.stringify(value)), (problem) => console.log(problem.message));`;
  const { stdout, signal } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', timeout: 15_000, killSignal: 'SIGKILL' });
  return signal ? 'it was not stopped' : stdout.trim();
}

describe('the time that an expression may take', function () {
  this.timeout(20_000);

  it('is enough for what people write', () => {
    assert.equal(evaluated('$uppercase(payload) & "!" & $sum([1..1000])', 'hi'), '"HI!500500"');
  });

  for (const [what, expression] of [
    ['that calls itself for ever', '($loop := function() { $loop() }; $loop())'],
    ['with far too much to do', '$sum($map([1..30000], function($a) { $sum($map([1..30000], function($b) { $a * $b })) })) > 0'],
  ] as const) {
    it(`ends one ${what}`, () => assert.match(evaluated(expression, 'x'), /took more than 250 ms/));
  }

  it('is not spent on a pattern, also where $eval makes it', () => {
    const text = `${'a'.repeat(60)}!`;
    for (const expression of ['$contains(payload, /^(a+)+$/)', '$eval("$contains(payload, /^(a+)+$/)")']) assert.match(evaluated(expression, text), /matches regex/);
  });
});

describe('what the error of an expression tells', function () {
  this.timeout(20_000);
  const prompt = 'My PIN is 4711';

  it('is what went wrong and where, never what the message holds', () => {
    assert.equal(evaluated('$number(payload) > 5', prompt), 'The expression $number(payload) > 5 failed: Unable to cast value to a number: [...] (D3030 at position 8)');
    for (const expression of ['{"a": payload} < "b"', 'payload > 5', '$eval("$number(payload)")', '$eval(payload)', '$error("Bad: " & payload)', '[{"k": payload}, {"k": 1}]^(k)', '$decodeUrl("%" & payload)']) {
      const told = evaluated(expression, prompt);
      assert.doesNotMatch(told, /PIN|4711/, expression);
      assert.match(told, /^The expression .* failed: .{10,}/, expression);
    }
  });

  it('also where a value has no JSON, or a huge one', () => {
    const more = ", count: 10n, req: (() => { const req = {}; req.req = req; return req; })(), odd: { toJSON() { throw new Error('odd'); } }, big: Buffer.alloc(20_000_000)";
    for (const expression of ['count > 5', 'count + 1', 'req + 1', 'req > 1', '$sum(req)', 'odd + 1', 'big + 1', '[1..req]']) {
      const told = evaluated(expression, 'x', more);
      assert.ok(told.startsWith(`The expression ${expression} failed: `) && told.length < 300, `${expression}: ${told}`);
    }
  });

  it('is also what the flow itself has to say', () => {
    assert.match(evaluated('$error("The tier is missing")', prompt), /failed: The tier is missing \(D3137/);
    assert.match(evaluated('$nothing(payload)', prompt), /failed: Attempted to invoke a non-function \(T1006/);
    assert.match(evaluated('payload =', prompt), /failed: Unexpected end of expression/);
  });
});

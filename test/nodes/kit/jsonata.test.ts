import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { checkout } from '../../kit/test-package';

const nodeRedUtil = createRequire(join(checkout, 'node_modules', 'node-red', 'package.json')).resolve('@node-red/util');

/** What an expression of a rule gives, in a process of its own: one that is not stopped would hold up all tests. */
function evaluated(expression: string, payload: string): string {
  const script = `const { jsonata } = require(${JSON.stringify(require.resolve('../../../nodes/kit/jsonata'))});
    const { util } = require(${JSON.stringify(nodeRedUtil)});
    jsonata({ util }, { id: 'router' }, ${JSON.stringify(expression)}, { payload: ${JSON.stringify(payload)} }, true)
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

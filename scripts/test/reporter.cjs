// Dots while the tests run, what failed in full, and the counts for scripts/test.mjs, which sums several runs.
const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

module.exports = class CountingReporter extends reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      writeFileSync(options.reporterOptions.counts, JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
    });
  }
};

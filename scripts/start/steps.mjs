/**
 * Shows the way to the start: one line a step with its seconds, and the step's name first where it is slow.
 * A step may say more in `detail` of what it returns.
 */
export function makeSteps(write = (text) => process.stdout.write(text)) {
  return async function step(name, work) {
    const begun = performance.now();
    const patience = setTimeout(() => write(`  ${name} ...\n`), 1500);
    try {
      const result = await work();
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      write(`  ${name.padEnd(10)}${seconds.padStart(6)} s  ${result?.detail ?? ''}`.trimEnd() + '\n');
      return result;
    } finally {
      clearTimeout(patience);
    }
  };
}

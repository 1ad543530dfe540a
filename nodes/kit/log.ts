/**
 * Writes to Node-RED's log where nobody could catch what a handler from its settings throws: out of a timer or a promise that would end
 * Node-RED, and the log itself is no place to tell it.
 */
export function logSafely(write: () => void): void {
  try { write(); } catch (problem) { process.emitWarning(`A log handler of Node-RED's settings failed: ${String(problem)}`); }
}

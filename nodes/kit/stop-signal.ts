const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Calls `work` when the process is asked to stop, before anybody else hears of it: Node-RED closes its nodes on the same
 * signal, and they must know by then. Where nobody else ends the process, we do, as it would have ended without us.
 * Returns what takes the listener away.
 */
export function onStop(work: () => Promise<unknown>): () => void {
  const remove = (): void => { for (const signal of signals) process.removeListener(signal, stop); };
  function stop(signal: NodeJS.Signals): void {
    void work().catch(() => undefined).then(() => {
      remove();
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    });
  }
  for (const signal of signals) process.prependListener(signal, stop);
  return remove;
}

import type { Host } from '../kit/host';

/** So often at most: the level may be in a store that others share. */
const everyMs = 500;

/** Reads again after runs have ended, since only then it is known what they cost. */
export function followRuns(host: Host, read: () => Promise<void>): { stop(): void } {
  let cancel: (() => void) | undefined;
  const stopListening = host.listen(({ type }) => {
    if (type !== 'done') return;
    cancel ??= host.clock.after(everyMs, () => {
      cancel = undefined;
      // A store that does not answer shows its trouble elsewhere.
      void read().catch(() => undefined);
    });
  });
  return { stop() { stopListening(); cancel?.(); } };
}

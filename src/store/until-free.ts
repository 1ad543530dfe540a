import type { Clock } from '../clock';
import type { Store } from './store';

/** A restart that overlaps with the process before it is over in seconds; somebody else's process may stay for days. */
const firstLookMs = 1_000;
const lastLookMs = 60_000;

export interface UntilFree {
  clock: Clock;
  /** Opens the store itself; undefined: its place is still taken. Throws what else stands in the way. */
  open(): Store | undefined;
  /** It is open, or will never be, for this reason. */
  over(reason?: unknown): void;
}

/**
 * A store whose place is taken for the moment: `meanwhile` answers until it can be opened. What was gathered there is not added to it, but what
 * was held there is charged to it.
 */
export function untilFree(meanwhile: Store, { clock, open, over }: UntilFree): Store {
  let now = meanwhile;
  let waitMs = firstLookMs;
  const look = (): void => {
    try {
      now = open() ?? meanwhile;
    } catch (reason) {
      return over(reason);
    }
    if (now !== meanwhile) return over();
    waitMs = Math.min(waitMs * 2, lastLookMs);
    cancel = clock.after(waitMs, look);
  };
  let cancel = clock.after(waitMs, look);
  return {
    kind: meanwhile.kind,
    admit: (admission) => now.admit(admission),
    settle: (settlement) => now.settle(settlement),
    level: (key, rate) => now.level(key, rate),
    put: (key, value, how) => now.put(key, value, how),
    get: (key) => now.get(key),
    remove: (key) => now.remove(key),
    scan: (prefix, how) => now.scan(prefix, how),
    sum: (deltas) => now.sum(deltas),
    // Those who listen stay where they are.
    publish: (topic, message) => meanwhile.publish(topic, message),
    subscribe: (topic, listener) => meanwhile.subscribe(topic, listener),
    wallMs: () => now.wallMs(),
    flush: () => now.flush(),
    close: async () => {
      cancel();
      await now.close();
    },
    trouble: () => now.trouble(),
  };
}

import type { Clock } from '../clock';
import type { Engine } from './engine';
import type { Store } from './store';
import { Topics } from './topics';

export interface StoreOptions {
  clock: Clock;
  /** Where an embedded store keeps its files; made if it is not there. */
  directory?: string;
  /** Told in plain words what is wrong, to log it; `undefined` when all is well again. */
  onTrouble?(trouble: string | undefined): void;
}

/** An engine as a store. */
export function embedded(
  kind: string, engine: Engine, options: StoreOptions, rest: Pick<Store, 'flush' | 'close' | 'trouble'>,
): Store {
  const topics = new Topics((trouble) => options.onTrouble?.(trouble));
  return {
    kind,
    admit: (admission) => engine.admit(admission),
    settle: (settlement) => engine.settle(settlement),
    level: (key, rate) => engine.level(key, rate),
    put: (key, value, how) => engine.put(key, value, how),
    get: (key) => engine.get(key),
    remove: (key) => engine.remove(key),
    scan: (prefix, how) => engine.scan(prefix, how),
    sum: (deltas) => engine.sum(deltas),
    publish: (topic, message) => topics.publish(topic, message),
    subscribe: (topic, listener) => topics.subscribe(topic, listener),
    wallMs: () => options.clock.wallMs(),
    ...rest,
  };
}

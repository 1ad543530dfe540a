import { embedded, type StoreOptions } from './embedded';
import { Engine } from './engine';
import { memoryShelf } from './shelf';
import type { Store } from './store';
import { StoreTime } from './store-time';

/** A store that forgets everything when the process ends. */
export function memoryStore(options: StoreOptions): Store {
  const engine = new Engine(new StoreTime(options.clock), memoryShelf(), { counter() {}, ticket() {}, ticketOver() {} });
  return embedded('memory', engine, options, {
    flush: async () => {},
    close: async () => engine.close(),
    trouble: () => undefined,
  });
}

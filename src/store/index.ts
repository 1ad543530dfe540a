import { durableStore } from './durable';
import type { StoreOptions } from './embedded';
import { memoryStore } from './memory';
import type { Store } from './store';

export type OpenOptions = StoreOptions & { directory: string };

/** The kinds of store. A newcomer is one line here, and then the contract suite tests it. */
export const stores = {
  memory: memoryStore,
  embedded: durableStore,
} satisfies Record<string, (options: OpenOptions) => Store>;

export type StoreKind = keyof typeof stores;

/** Opens a store of this kind; `directory` is where an embedded one keeps its files. */
export function openStore(kind: StoreKind, options: OpenOptions): Store {
  return stores[kind](options);
}

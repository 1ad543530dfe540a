import { durableStore } from './durable';
import type { StoreOptions } from './embedded';
import { memoryStore } from './memory';
import type { Store } from './store';

export type OpenStore = (options: StoreOptions & { directory: string }) => Store;

/** The kinds of store. A newcomer is one line here, and then the contract suite tests it. */
export const stores = {
  memory: memoryStore,
  embedded: durableStore,
} satisfies Record<string, OpenStore>;

export type StoreKind = keyof typeof stores;

/** Opens a store of this kind; `directory` is where an embedded one keeps its files. */
export function openStore(kind: StoreKind, options: Parameters<OpenStore>[0]): Store {
  return stores[kind](options);
}

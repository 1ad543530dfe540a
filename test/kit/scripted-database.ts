import { OrderedMap } from '../../src/store/ordered-map';
import type { Database } from '../../src/store/lmdb';

export interface ScriptedDatabase extends Database {
  /** Each write so far, as the changes that it held. */
  batches: [key: string, text: string | undefined][][];
  /** While set, writes fail with it and change nothing. */
  failure: Error | undefined;
  /** While set, writes wait for it. */
  gate: Promise<void> | undefined;
}

/** A database in memory that fails and waits as a test says. */
export function scriptedDatabase(): ScriptedDatabase {
  const texts = new OrderedMap<string>();
  const database: ScriptedDatabase = {
    batches: [],
    failure: undefined,
    gate: undefined,
    get: (key) => texts.get(key),
    *range(from, to, reverse) {
      for (const [key, value] of texts.range(from, to, reverse)) yield { key, value };
    },
    async write(changes) {
      await database.gate;
      if (database.failure) throw database.failure;
      database.batches.push(changes);
      for (const [key, text] of changes) {
        if (text === undefined) texts.delete(key);
        else texts.set(key, text);
      }
    },
    close: async () => {},
  };
  return database;
}

import { mkdirSync } from 'node:fs';

/** The little that is asked of a database on disk. A test puts one in its place whose disk is full. */
export interface Database {
  get(key: string): string | undefined;
  /** From `from` on and before `to`, in the order of the keys' bytes or the last first. */
  range(from: string, to: string, reverse?: boolean): Iterable<{ key: string; value: string }>;
  /** Writes all or nothing (`undefined` removes) and resolves when it is safe on disk. One call at a time. */
  write(changes: [key: string, text: string | undefined][]): Promise<void>;
  close(): Promise<void>;
}

export type OpenDatabase = (directory: string) => Database;

/** LMDB is an optional dependency: it is not installed, or has no binary for this machine. */
export class LmdbMissing extends Error {}

/** Opens LMDB. Throws `LmdbMissing`, or what it says of the directory. */
export const openLmdb: OpenDatabase = (directory) => {
  const { open } = loadLmdb();
  // Conversations and spending are nobody else's business.
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const root = open<string, string>(directory, {
    noSubdir: false,
    encoding: 'string',
    // A write is then acknowledged only when it is on disk, not when it is merely visible.
    overlappingSync: false,
    // Batches are made by the caller; LMDB's own would leave a rejected promise that nobody can catch.
    eventTurnBatching: false,
  });
  return {
    get: (key) => root.get(key),
    range: (from, to, reverse) => reverse
      ? root.getRange({ start: to, end: from, reverse, exclusiveStart: true, inclusiveEnd: true })
      : root.getRange({ start: from, end: to }),
    async write(changes) {
      try {
        await root.batch(() => {
          for (const [key, text] of changes) void (text === undefined ? root.remove(key) : root.put(key, text));
        });
      } catch (error) {
        throw await causeOf(error);
      }
    },
    close: () => root.close(),
  };
};

function loadLmdb(): typeof import('lmdb') {
  try {
    return require('lmdb') as typeof import('lmdb');
  } catch (error) {
    throw new LmdbMissing(error instanceof Error ? error.message.split('\n')[0] : String(error));
  }
}

/** LMDB rejects with "commit failed" and promises the reason apart. */
async function causeOf(error: unknown): Promise<unknown> {
  const commitError = (error as { commitError?: Promise<never> }).commitError;
  return commitError ? commitError.then(() => error, (cause: unknown) => cause) : error;
}

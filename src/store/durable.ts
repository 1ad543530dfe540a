import { DirectoryInUse, type DirectoryLock, lockDirectory } from './directory-lock';
import { diskJournal, diskShelf, markChange, markMove, mayBeLost, readMark, restoreFrom } from './disk-layout';
import { embedded, type StoreOptions } from './embedded';
import { Engine } from './engine';
import { type Database, openLmdb, type OpenDatabase } from './lmdb';
import { memoryStore } from './memory';
import type { Store } from './store';
import { StoreTime } from './store-time';
import { whyNotClosed, whyNotOpened, whyNotSaved } from './trouble';
import { untilFree } from './until-free';
import { WriteBehind } from './write-behind';

export interface DurableOptions extends StoreOptions {
  directory: string;
  /** Another database in LMDB's place: tests put one whose disk is full. */
  open?: OpenDatabase;
}

/** How often a write makes sure that the directory is still ours. */
const LOOK_AFTER_MS = 5_000;

/**
 * A store that outlives the process, in LMDB. It answers at once from memory and writes behind; `flush` waits for the
 * disk. Where it cannot have its directory it works in memory, and says so in `trouble`; where another process has it, until that
 * one lets go.
 */
export function durableStore(options: DurableOptions): Store {
  try {
    return openDurable(options);
  } catch (error) {
    let trouble: string | undefined;
    const say = (reason?: unknown): void => {
      trouble = reason === undefined ? undefined : whyNotOpened(reason, options.directory);
      options.onTrouble?.(trouble);
    };
    say(error);
    const inMemory: Store = { ...memoryStore(options), kind: 'embedded', trouble: () => trouble };
    return error instanceof DirectoryInUse ? untilFree(inMemory, { clock: options.clock, open: () => openIfFree(options), over: say }) : inMemory;
  }
}

function openIfFree(options: DurableOptions): Store | undefined {
  try {
    return openDurable(options);
  } catch (error) {
    if (error instanceof DirectoryInUse) return undefined;
    throw error;
  }
}

function openDurable(options: DurableOptions): Store {
  const { clock, directory } = options;
  let trouble: string | undefined;
  const tell = (now: string | undefined) => {
    if (now === trouble) return;
    trouble = now;
    options.onTrouble?.(now);
  };
  const { lock, database, time } = openDirectory(options);
  const disk = new WriteBehind(guarded(database, lock, clock, time), {
    clock,
    mayLose: mayBeLost,
    onState: (refused) => tell(refused && whyNotSaved(refused, directory)),
  });
  const engine = new Engine(time, diskShelf(disk), diskJournal(disk, time));
  try {
    engine.restore((limits, nowMs) => restoreFrom(disk, limits, nowMs));
    markMove(disk, time);
  } catch (error) {
    void database.close();
    lock.release();
    throw error;
  }
  const close = async () => {
    engine.close();
    markMove(disk, time);
    try {
      await disk.close();
    } catch (error) {
      tell(whyNotClosed(error, directory));
    }
    lock.release();
  };
  let closing: Promise<void> | undefined;
  return embedded('embedded', engine, options, {
    flush: () => disk.flush(),
    close: () => (closing ??= close()),
    trouble: () => trouble,
  });
}

function openDirectory({ clock, directory, open = openLmdb }: DurableOptions): { lock: DirectoryLock; database: Database; time: StoreTime } {
  const lock = lockDirectory(directory);
  try {
    const database = open(directory);
    return { lock, database, time: new StoreTime(clock, readMark(database)) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** A container that cannot see this process may take its directory over; then only the newer one writes there. */
function guarded(database: Database, lock: DirectoryLock, clock: StoreOptions['clock'], time: StoreTime): Database {
  let lookAtMs = clock.monoMs() + LOOK_AFTER_MS;
  return {
    ...database,
    async write(changes) {
      if (clock.monoMs() >= lookAtMs) {
        if (!lock.isMine()) throw new Error('another Node-RED took it over');
        lookAtMs = clock.monoMs() + LOOK_AFTER_MS;
      }
      await database.write([...changes, markChange(time)]);
    },
  };
}

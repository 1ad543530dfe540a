import { DirectoryInUse } from './directory-lock';
import { LmdbMissing } from './lmdb';

const LOST = 'so state is kept in memory only, and lost at a restart.';

export function whyNotOpened(error: unknown, directory: string): string {
  if (error instanceof DirectoryInUse) {
    return `Another Node-RED (process ${error.pid}) uses ${directory}, so state is kept in memory only, and lost once that one ends: then the directory `
      + `is taken. Give each its own user directory. If no other one runs, delete ${error.file}.`;
  }
  if (error instanceof LmdbMissing) {
    return `LMDB did not load (${reasonOf(error)}), ${LOST} Run "npm install lmdb" in the Node-RED user directory and restart.`;
  }
  return `The store in ${directory} did not open (${reasonOf(error)}), ${LOST} `
    + 'See that Node-RED may write there, or move its files away, and restart.';
}

export function whyNotSaved({ error, lost }: { error: Error; lost: number }, directory: string): string {
  const gone = lost > 0 ? ` ${lost} ledger entries and cached answers were given up to save memory.` : '';
  return `State cannot be saved in ${directory} (${reasonOf(error)}). It waits in memory and is saved when the disk takes it `
    + `again.${gone} See that the disk has room and that no other Node-RED uses the directory.`;
}

export function whyNotClosed(error: unknown, directory: string): string {
  return `The last changes were not saved in ${directory} (${reasonOf(error)}) and are lost.`;
}

/** Without the page numbers that LMDB adds. */
function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/: Attempting to .*/s, '');
}

import type { CandidateTable } from './decision';
import type { Pick, UseWish, BackupWish } from './plan';

/** What a list of names means in one table. */
export interface Named {
  /** Each candidate once, in the order of the list. */
  members: number[];
  /** 1 at each of them. */
  has: Uint8Array;
  /** Names that nobody has. */
  unknown: string[];
}

export function named(picks: readonly Pick[], table: CandidateTable): Named {
  const found: Named = { members: [], has: new Uint8Array(table.candidates.length), unknown: [] };
  for (const pick of picks) {
    const indexes = table.resolve(pick.name);
    if (indexes.length === 0) found.unknown.push(pick.name);
    else addAll(found, indexes);
  }
  return found;
}

export function indexesAsNamed(indexes: readonly number[], table: CandidateTable): Named {
  const found: Named = { members: [], has: new Uint8Array(table.candidates.length), unknown: [] };
  addAll(found, indexes);
  return found;
}

function addAll(found: Named, indexes: readonly number[]): void {
  for (const at of indexes) {
    if (found.has[at] === 1) continue;
    found.has[at] = 1;
    found.members.push(at);
  }
}

/** Who wished, for messages to people: the node's name, else its id. */
export function wisher(wish: UseWish | BackupWish): string {
  return wish.name === undefined || wish.name === '' ? `node ${wish.node}` : `'${wish.name}'`;
}

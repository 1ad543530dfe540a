import type { Question } from './decision';
import { named, wisher, type Named } from './names';
import type { BackupWish } from './plan';
import { list } from './words';

/** What the backup wishes add to a pool. */
export interface Backups {
  /** Candidates that are in the pool only as a backup. */
  added: number[];
  /** Their group: 1, 2, ... behind the chosen ones (0); below 0 in front of them. */
  tiers: Map<number, number>;
  warnings: string[];
}

/**
 * Backups keep the order of their list, behind the chosen ones; a wish with `now` puts its own in front of them, the latest first.
 * A wish without names means the rest of the starters, as one group, and never in front: whoever failed is avoided anyway.
 */
export function addBackups(question: Question, main: Named): Backups {
  const backups: Backups = { added: [], tiers: new Map(), warnings: [] };
  const wishes = question.plan.filter((wish) => wish.do === 'backup');
  if (wishes.length === 0) return backups;
  const lists = wishes.map((wish) => membersOf(wish, question, backups.warnings));
  const front = new Set(wishes.flatMap((wish, at) => (inFront(wish) ? [lists[at]!] : [])).reverse().flat());
  for (const at of front) place(backups, main, at, backups.tiers.size - front.size);
  let tier = 0;
  wishes.forEach((wish, which) => {
    if (inFront(wish)) return;
    const together = wish.use.length === 0;
    if (together) tier += 1;
    for (const at of lists[which]!) {
      if (main.has[at] === 1 || backups.tiers.has(at)) continue;
      place(backups, main, at, together ? tier : (tier += 1));
    }
  });
  return backups;
}

const inFront = (wish: BackupWish): boolean => wish.now === true && wish.use.length > 0;

function membersOf(wish: BackupWish, { table }: Question, warnings: string[]): readonly number[] {
  if (wish.use.length === 0) return table.starters;
  const { members, unknown } = named(wish.use, table);
  if (unknown.length > 0) {
    warnings.push(`No provider has ${list(unknown.map((name) => `'${name}'`))}, a backup named by ${wisher(wish)}: left out. `
      + 'Check the spelling, or add the model to a provider.');
  }
  return members;
}

function place(backups: Backups, main: Named, at: number, tier: number): void {
  backups.tiers.set(at, tier);
  if (main.has[at] === 0) backups.added.push(at);
}

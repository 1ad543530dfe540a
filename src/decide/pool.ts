import { addBackups, type Backups } from './backups';
import type { Question } from './decision';
import { indexesAsNamed, named, wisher, type Named } from './names';
import type { ChooseBy, Pick, UseWish } from './plan';
import { list } from './words';

/** A wish that no other can overrule. */
export interface Must { wish: UseWish; allowed: Named }

/** Who is judged, and by whose word. */
export interface Pool {
  /** The chosen ones in the order of their list, then those that only a backup wish names. */
  members: number[];
  /** How many of `members` come before the backups, and a 1 at each of these candidates. */
  mains: number;
  chosen: Uint8Array;
  /** The list that won; empty = all starters alike. */
  picks: readonly Pick[];
  by: ChooseBy;
  from: 'client' | 'wish' | 'ask' | 'starters';
  /** The wish that won. */
  wish?: UseWish;
  musts: Must[];
  backups: Backups;
  warnings: string[];
}

type Main = Omit<Pool, 'members' | 'mains' | 'chosen' | 'musts' | 'backups'> & { found: Named };

/**
 * How wishes combine. The client's own name for a model stands above wishes without `must`; else the last `use` wish wins,
 * inside ask's own list where there is one; else ask's list; else the starters. `must` is not applied here but by its policy,
 * so that those it excludes can say why. Needs `request.asked` to be known to the table.
 */
export function poolOf(question: Question): Pool {
  const uses = question.plan.filter((wish) => wish.do === 'use');
  const musts = uses.filter((wish) => wish.must === true).map((wish) => ({ wish, allowed: allowedBy(wish, question) }));
  const main = chosen(question, uses.at(-1), musts);
  const { found, warnings } = main;
  const backups = addBackups(question, found);
  for (const { wish, allowed } of musts) if (wish !== main.wish) warnings.push(...unknownNames(allowed.unknown, wisher(wish)));
  warnings.push(...backups.warnings);
  const members = [...found.members, ...backups.added];
  return {
    members, mains: found.members.length, chosen: found.has, musts, backups, warnings,
    picks: main.picks, by: main.by, from: main.from, wish: main.wish,
  };
}

function chosen(question: Question, last: UseWish | undefined, musts: readonly Must[]): Main {
  const { table, request, by } = question;
  if (request.asked !== undefined) {
    const found = indexesAsNamed(table.resolve(request.asked), table);
    return { found, warnings: [], picks: [{ name: request.asked }], by, from: 'client' };
  }
  if (last === undefined) return byAsk(question);
  return question.models.length === 0 ? byWish(question, last, musts) : byBoth(question, last);
}

function byAsk({ table, models, by }: Question): Main {
  if (models.length === 0) return { found: indexesAsNamed(table.starters, table), warnings: [], picks: [], by, from: 'starters' };
  const found = named(models, table);
  return { found, warnings: unknownNames(found.unknown, "the ask node's own list"), picks: models, by, from: 'ask' };
}

function byWish(question: Question, wish: UseWish, musts: readonly Must[]): Main {
  const found = wish.use.length === 0 ? any(question, musts) : named(wish.use, question.table);
  const warnings = unknownNames(found.unknown, wisher(wish));
  return { found, warnings, picks: wish.use, by: wish.by ?? question.by, from: 'wish', wish };
}

/** A wish without names only says how to choose. One with names chooses inside ask's list; where it cannot, ask's list holds. */
function byBoth(question: Question, wish: UseWish): Main {
  const own = byAsk(question);
  const by = wish.by ?? question.by;
  if (wish.use.length === 0) return { ...own, by, wish };
  const wanted = named(wish.use, question.table);
  const both = wanted.members.filter((at) => own.found.has[at] === 1);
  own.warnings.push(...unknownNames(wanted.unknown, wisher(wish)));
  if (both.length > 0) {
    return { found: indexesAsNamed(both, question.table), warnings: own.warnings, picks: wish.use, by, from: 'wish', wish };
  }
  const [theirs, ours] = [wish.use, question.models].map((picks) => list(picks.map((pick) => pick.name)));
  own.warnings.push(`${wisher(wish)} chose ${theirs}, but the ask node's own list has only ${ours}: the ask node's list was taken. `
    + 'Empty that list, or let the two overlap.');
  return own;
}

/** "Any": the starters that every must allows; where it allows none of them, all that it allows. */
function any({ table }: Question, musts: readonly Must[]): Named {
  const allowed = (at: number): boolean => musts.every((must) => must.allowed.has[at] === 1);
  const starters = table.starters.filter(allowed);
  if (starters.length > 0) return indexesAsNamed(starters, table);
  const others = [...table.candidates.keys()].filter(allowed);
  return indexesAsNamed(others.length > 0 ? others : table.starters, table);
}

function allowedBy(wish: UseWish, { table }: Question): Named {
  return wish.use.length === 0 ? indexesAsNamed(table.starters, table) : named(wish.use, table);
}

function unknownNames(names: readonly string[], where: string): string[] {
  if (names.length === 0) return [];
  return [`No provider has ${list(names.map((name) => `'${name}'`))}, named by ${where}: left out. Check the spelling, or add the model to a provider.`];
}

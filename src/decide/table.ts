import type { Candidate } from './candidate';
import type { CandidateTable } from './decision';

const nobody: readonly number[] = Object.freeze([]);

/**
 * The candidates of one snapshot with an index of every name they answer to. A key stands above a model's name,
 * a name above a tag: a tag can never take a model away from those who name it. Names are found in any case of letters.
 * The index is made once, whole: names come from clients, and a memo of what they ask for would grow without end.
 */
export function candidateTable(candidates: readonly Candidate[]): CandidateTable {
  const all = Object.freeze([...candidates]);
  const index = new Map<string, number[]>();
  for (const namesOf of [keys, modelNames, tags]) addNames(index, all, namesOf);
  const marked = all.flatMap((candidate, at) => (candidate.model.starter === true ? [at] : []));
  return {
    candidates: all,
    starters: marked.length > 0 ? marked : all.map((_, at) => at),
    resolve: (name) => index.get(name) ?? index.get(name.trim().toLowerCase()) ?? nobody,
  };
}

const keys = (candidate: Candidate): string[] => [candidate.key, `${candidate.provider}/*`];
const modelNames = (candidate: Candidate): string[] => [candidate.model.name];
const tags = (candidate: Candidate): string[] => candidate.model.tags;

/** Adds one kind of name, where no earlier kind has it: as it is written, which is found fastest, and in small letters. */
function addNames(index: Map<string, number[]>, all: readonly Candidate[], namesOf: (candidate: Candidate) => string[]): void {
  const found = new Map<string, number[]>();
  all.forEach((candidate, at) => {
    for (const name of namesOf(candidate).map((each) => each.trim())) {
      const small = name.toLowerCase();
      const there = found.get(small) ?? [];
      if (there.at(-1) !== at) there.push(at);
      found.set(small, there).set(name, there);
    }
  });
  for (const [name, indexes] of found) {
    const taken = index.get(name.toLowerCase());
    if (taken === undefined || taken === indexes) index.set(name, indexes);
  }
}

import type { ModelFacts } from '../../src/chat/model';
import type { Candidate } from '../../src/decide/candidate';
import type { Question } from '../../src/decide/decision';
import type { BackupWish, UseWish } from '../../src/decide/plan';
import type { RequestFacts } from '../../src/decide/request';
import { candidateTable } from '../../src/decide/table';
import { blankView } from '../../src/decide/view';

/** "Provider/model" as a candidate that can do everything, at $1 in and $2 out per million tokens. */
export function candidate(key: string, facts: Partial<ModelFacts> = {}): Candidate {
  const slash = key.indexOf('/');
  const provider = key.slice(0, slash);
  return {
    key, provider, origin: `https://${provider.toLowerCase()}.example:443`,
    model: {
      name: key.slice(slash + 1), price: { input: 1_000_000, output: 2_000_000 }, window: 100_000, tags: [],
      can: { tools: true, images: true, audio: true, files: true, json: 'schema', reasoning: false, prefill: true },
      ...facts,
    },
  };
}

export function requestOf(more: Partial<RequestFacts> = {}): RequestFacts {
  return {
    tokens: { low: 800, estimate: 1_000, high: 1_600 }, answerTokens: 400,
    needs: { tools: false, images: false, audio: false, files: false, json: 'none' }, ...more,
  };
}

/** A question about these candidates, with nothing measured and nothing wished for. */
export function questionOf(candidates: Candidate[], more: Partial<Question> = {}): Question {
  const table = candidateTable(candidates);
  return {
    table, view: blankView(candidates.length), request: requestOf(), plan: [], models: [], by: 'in order', budgets: [], tried: [], seed: 1,
    ...more,
  };
}

export function use(names: string, more: Partial<UseWish> = {}): UseWish {
  return { do: 'use', node: 'r1', name: 'Router', use: picks(names), ...more };
}

export function backup(names: string, more: Partial<BackupWish> = {}): BackupWish {
  return { do: 'backup', node: 'f1', name: 'Fallback', use: picks(names), on: [], ...more };
}

/** "a b=3" -> a, and b with a share of 3; "" -> none. */
export function picks(names: string): { name: string; share?: number }[] {
  return names.split(' ').filter((name) => name !== '').map((each) => {
    const [name = '', share] = each.split('=');
    return share === undefined ? { name } : { name, share: Number(share) };
  });
}

import type { ModelFacts } from '../chat/model';
import type { Priority } from '../admit/fair-line';
import type { ChooseBy, Pick as PickOne } from '../decide/plan';

/** The settings of one ask. All optional: the defaults are the ask node's. Times in milliseconds. */
export interface RunOptions {
  /** Who asks, for events and the ledger. */
  node?: { id: string; name?: string };
  models?: PickOne[];
  chooseBy?: ChooseBy;
  maxAnswer?: number;
  /** Upstream attempts of this run. */
  tries?: number;
  firstWordsWithinMs?: number;
  silentForMs?: number;
  totalWithinMs?: number;
  commit?: 'first part' | 'whole';
  afterCut?: 'resume' | 'error event';
  /** Calls of a provider this message has had before, over all asks, and the most it may have. */
  calls?: number;
  maxCalls?: number;
  /** "provider/model" keys that this message tried before. */
  tried?: string[];
  /** The client's own name for a model counts (default true). */
  clientNamesModels?: boolean;
  /** What the client key or the session is called, for the ledger and for fairness. */
  caller?: string;
  session?: string;
  /** Who goes first where requests wait for a free slot (default normal). */
  priority?: Priority;
}

/** The defaults, as the ask node shows them. */
export const defaults = {
  tries: 3, maxCalls: 10,
  firstWordsWithinMs: 8_000, reasoningFirstWordsWithinMs: 60_000, silentForMs: 15_000, totalWithinMs: 120_000,
  commit: 'first part', afterCut: 'resume', chooseBy: 'in order',
} as const;

/** The watch of one attempt. The first words are only hurried while somebody else could answer instead. */
export function attemptLimits(settings: Settings, { can }: ModelFacts, othersLeft: boolean): { firstWordsWithinMs?: number; silentForMs: number } {
  const standard = can.reasoning ? defaults.reasoningFirstWordsWithinMs : defaults.firstWordsWithinMs;
  return { silentForMs: settings.silentForMs, ...(othersLeft && { firstWordsWithinMs: settings.firstWordsWithinMs ?? standard }) };
}

export type Settings = RunOptions & Required<Pick<RunOptions, 'tries' | 'maxCalls' | 'silentForMs' | 'totalWithinMs' | 'commit' | 'afterCut' | 'chooseBy'>>;

/** The options with the defaults in the gaps. Nonsense (a negative time, no tries) is replaced by the default. */
export function withDefaults(options: RunOptions = {}): Settings {
  const positive = (value: number | undefined, standard: number): number => (value !== undefined && value > 0 ? value : standard);
  // Not `{ ...options, tries }`: see docs/decisions/young-garbage.md.
  return Object.assign({}, options, {
    tries: Math.max(1, Math.floor(positive(options.tries, defaults.tries))),
    maxCalls: Math.floor(positive(options.maxCalls, defaults.maxCalls)),
    silentForMs: positive(options.silentForMs, defaults.silentForMs),
    totalWithinMs: positive(options.totalWithinMs, defaults.totalWithinMs),
    commit: options.commit ?? defaults.commit,
    afterCut: options.afterCut ?? defaults.afterCut,
    chooseBy: options.chooseBy ?? defaults.chooseBy,
  });
}

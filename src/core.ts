import type { Chat } from './chat/chat';
import type { ModelFacts } from './chat/model';
import type { Part } from './chat/part';
import type { Clock } from './clock';
import type { ExplainedDecision } from './decide/decision';
import type { BudgetWish, ChooseBy, MemoryWish, Pick } from './decide/plan';
import type { Dice } from './dice';
import type { Net } from './net/net';
import type { Run } from './run/run';
import type { Store } from './store/store';
import type { RunEvent } from './telemetry/events';

/** One account at one vendor. `key` is resolved by the caller; it stays inside the core. */
export interface ProviderConfig {
  /** Unique; the `provider` of "provider/model". */
  name: string;
  vendor: string;
  key?: string;
  /** Instead of the vendor row's. */
  address?: string;
  /** Instead of (or in addition to what is known of) the vendor's models. Empty = all that the catalogue knows. */
  models?: (Partial<ModelFacts> & { name: string })[];
  headers?: Record<string, string>;
  limits?: { requestsPerMinute?: number; tokensPerMinute?: number };
  /** Calls at once; more wait. */
  atOnce?: number;
  /** Sending the key over plain http to another machine is refused unless this is set. */
  allowPlainHttp?: boolean;
}

export interface CoreOptions { clock?: Clock; dice?: Dice; net?: Net; store?: Store; /** Model facts of the user's own, over the catalogue. */ catalog?: Record<string, Partial<ModelFacts>> }

/** The settings of one ask. All optional: the defaults are the ask node's. Times in milliseconds. */
export interface RunOptions {
  /** Who asks, for events and the ledger. */
  node?: { id: string; name?: string };
  models?: Pick[];
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
}

/** A preview: what would happen now, and why. Nothing is sent or held. */
export interface Preview { explained: ExplainedDecision; order: string[]; nobody?: { kind: string; message: string } }

export interface Core {
  /** Takes a new set of providers; runs under way keep the one they began with. Throws FailureError naming the bad field. */
  configure(config: { providers: ProviderConfig[] }): void;
  /** Never throws: what is wrong with chat or plan comes as the outcome's failure. `plan` is validated here. */
  run(chat: Chat, plan?: unknown, options?: RunOptions): Run;
  /** For library users: the parts of an answer, as they come. Throws FailureError when the run fails. Leaving the loop cancels. */
  stream(chat: Chat, plan?: unknown, options?: RunOptions): AsyncIterable<Part>;
  decide(chat: Chat, plan?: unknown, options?: RunOptions): Promise<Preview>;
  /** The chat with the remembered turns in front, for facts that depend on them. */
  withHistory(chat: Chat, wish: MemoryWish): Promise<Chat>;
  /** How a budget stands now. */
  budget(wish: BudgetWish): Promise<{ spentMicros: number; heldMicros: number; limitMicros: number; endsAtMs: number | null }>;
  /** Forgets a conversation. */
  forget(memory: string, session: string): Promise<void>;
  /** The models that can be named now, for GET /v1/models. */
  models(): { key: string; provider: string; model: ModelFacts; starter: boolean }[];
  providers(): { name: string; vendor: string; address: string }[];
  /** Asks a provider for its models, as the Test button does. Fails with a sentence that says exactly what is wrong. */
  test(provider: ProviderConfig): Promise<{ ok: true; models: string[] } | { ok: false; message: string }>;
  /** Called after settling; what a listener throws never reaches a run. Returns what ends it. */
  listen(listener: (event: RunEvent) => void): () => void;
  /** Waits for runs under way, at most `withinMs`, then ends them with an error event; closes store and connections. */
  close(withinMs?: number): Promise<void>;
}

import { BudgetAlerts } from './admit/alerts';
import { WaitingRoom } from './admit/waiting-room';
import { cacheFor } from './cache/cache';
import type { Chat } from './chat/chat';
import type { ModelFacts } from './chat/model';
import type { Part } from './chat/part';
import { systemClock, type Clock } from './clock';
import type { ExplainedDecision } from './decide/decision';
import { explain } from './decide/explain';
import type { BudgetWish, MemoryWish } from './decide/plan';
import { systemDice, type Dice } from './dice';
import { readBudget } from './ledger/budget';
import { conversations } from './memory/conversations';
import { withHistory } from './memory/with-history';
import type { Net } from './net/net';
import { undiciNet } from './net/undici';
import { newChooser } from './run/chooser';
import type { Machinery } from './run/machinery';
import { withDefaults, type RunOptions } from './run/options';
import { prepare } from './run/prepare';
import type { ProviderConfig } from './run/provider-config';
import { RetryBudget } from './run/retry-budget';
import { RoutedRun, type RunHooks } from './run/routed-run';
import type { Run } from './run/run';
import { Running } from './run/running';
import { compile, type Problem, type Snapshot } from './run/snapshot';
import { streamed } from './run/stream';
import { testProvider, type Tested } from './run/test-provider';
import { Watch } from './run/watch';
import { signals } from './signals/signals';
import { memoryStore } from './store/memory';
import type { Store } from './store/store';
import type { RunEvent } from './telemetry/events';

export type { ProviderConfig, RunOptions, Problem };

export interface CoreOptions {
  clock?: Clock;
  dice?: Dice;
  net?: Net;
  /** Where budgets, cache, memory and the ledger live; without one, in memory. Closed with the core. */
  store?: Store;
  /** Model facts of the user's own, over the catalogue, by "provider/model" or model. */
  catalog?: Record<string, Partial<ModelFacts>>;
}

/** A preview: what would happen now, and why. Nothing is sent or held. */
export interface Preview { explained: ExplainedDecision; order: string[]; nobody?: { kind: string; message: string } }

export interface BudgetNow { spentMicros: number; heldMicros: number; limitMicros: number; endsAtMs?: number }
export interface NamedModel { key: string; provider: string; model: ModelFacts; starter: boolean }

export interface Core {
  /**
   * Takes a new set of providers; runs under way keep the one they began with.
   * A bad provider is left out and named in the answer; the others work.
   */
  configure(config: { providers: ProviderConfig[] }): Problem[];
  /** Never throws: what is wrong with chat or plan comes as the outcome's failure. `plan` is validated here. */
  run(chat: Chat, plan?: unknown, options?: RunOptions): Run;
  /** For library users: the parts of an answer, as they come. Throws FailureError when the run fails. Leaving the loop cancels. */
  stream(chat: Chat, plan?: unknown, options?: RunOptions): AsyncIterable<Part>;
  decide(chat: Chat, plan?: unknown, options?: RunOptions): Promise<Preview>;
  /** The chat with the remembered turns in front, for facts that depend on them. */
  withHistory(chat: Chat, wish: MemoryWish): Promise<Chat>;
  /** How a budget stands now. */
  budget(wish: BudgetWish): Promise<BudgetNow>;
  cacheCounts(cache: string): Promise<{ hits: number; lookups: number }>;
  /** Forgets a conversation. */
  forget(memory: string, session: string): Promise<void>;
  /** The models that can be named now, for GET /v1/models. */
  models(): NamedModel[];
  providers(): { name: string; vendor: string; address: string }[];
  /** Asks a provider for its models, as the Test button does. Fails with a sentence that says exactly what is wrong. */
  test(provider: ProviderConfig): Promise<Tested>;
  /** Called after settling; what a listener throws never reaches a run. Returns what ends it. */
  listen(listener: (event: RunEvent) => void): () => void;
  /** Trouble of the store to show loudly, or undefined. */
  trouble(): string | undefined;
  /** Resolves as soon as no run is under way. */
  idle(): Promise<void>;
  /** Waits for runs under way, at most `withinMs`, then ends them with an error event; closes store and connections. */
  close(withinMs?: number): Promise<void>;
}

/** Makes a routing core. It owns its connections and its store until `close`. */
export function createCore(options: CoreOptions = {}): Core {
  return new RoutingCore(options);
}

class RoutingCore implements Core {
  private readonly machinery: Machinery;
  private readonly running: Running;
  private readonly listeners = new Set<(event: RunEvent) => void>();
  private readonly catalog: CoreOptions['catalog'];
  private snapshot: Snapshot = compile([]).snapshot;

  constructor({ clock = systemClock, dice = systemDice, net = undiciNet(), store = memoryStore({ clock }), catalog }: CoreOptions) {
    const emit = (event: RunEvent): void => this.emit(event);
    this.catalog = catalog;
    this.running = new Running(clock, emit);
    this.machinery = {
      clock, dice, net, store, emit,
      signals: signals({ clock, listener: emit }), watch: new Watch(clock), room: new WaitingRoom(clock), retries: new RetryBudget(clock),
      conversations: conversations(store, clock), cache: cacheFor(store, clock, dice), alerts: new BudgetAlerts(emit),
    };
  }

  configure(config: { providers: ProviderConfig[] }): Problem[] {
    const { snapshot, problems } = compile(config.providers, this.catalog);
    for (const provider of snapshot.providers) {
      const before = this.snapshot.providers.find((other) => other.name === provider.name);
      // A mended key deserves a new chance at once.
      if (before && accessOf(before) !== accessOf(provider)) this.machinery.signals.forgive(provider.name);
    }
    this.snapshot = snapshot;
    return problems;
  }

  run(chat: Chat, plan?: unknown, options?: RunOptions): Run {
    const run: RoutedRun = new RoutedRun(this.machinery, this.snapshot, chat, plan, options, this.hooks(options?.node));
    this.running.began(run, options?.node);
    return run;
  }

  stream(chat: Chat, plan?: unknown, options?: RunOptions): AsyncIterable<Part> {
    return streamed(this.run(chat, plan, options));
  }

  async decide(chat: Chat, plan?: unknown, options?: RunOptions): Promise<Preview> {
    const settings = withDefaults(options);
    const prepared = await prepare(this.machinery, chat, plan, settings);
    const decision = await newChooser(this.machinery, this.snapshot, prepared, settings, 'preview').preview();
    return {
      explained: explain(decision, this.snapshot.table), order: decision.order.map((index) => this.snapshot.table.candidates[index]?.key ?? ''),
      ...(decision.nobody && { nobody: decision.nobody }),
    };
  }

  async withHistory(chat: Chat, wish: MemoryWish): Promise<Chat> {
    return wish.reset ? chat : withHistory(chat, (await this.machinery.conversations.load(wish)).messages);
  }

  async budget(wish: BudgetWish): Promise<BudgetNow> {
    return readBudget(this.machinery.store, wish, this.machinery.clock.wallMs());
  }

  forget(memory: string, session: string): Promise<void> {
    return this.machinery.conversations.forget(memory, session);
  }

  cacheCounts(cache: string): Promise<{ hits: number; lookups: number }> { return this.machinery.cache.counts(cache); }

  models(): NamedModel[] {
    const { table } = this.snapshot;
    const starters = new Set(table.starters);
    return table.candidates.map(({ key, provider, model }, index) => ({ key, provider, model, starter: starters.has(index) }));
  }

  providers(): { name: string; vendor: string; address: string }[] {
    return this.snapshot.providers.map(({ name, vendor }) => ({
      name, vendor, address: this.snapshot.served.find((served) => served.config.name === name)?.target.address ?? '',
    }));
  }

  test(provider: ProviderConfig): Promise<Tested> {
    return testProvider(this.machinery.net, this.machinery.clock, provider, this.catalog);
  }

  listen(listener: (event: RunEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  trouble(): string | undefined { return this.machinery.store.trouble(); }

  idle(): Promise<void> { return this.running.idle(); }

  async close(withinMs = 0): Promise<void> {
    await this.running.drain(withinMs);
    await this.machinery.store.close();
    await this.machinery.net.close();
  }

  private hooks(node: RunOptions['node']): RunHooks {
    const { clock } = this.machinery;
    const { table } = this.snapshot;
    return {
      waiting: (waits) => this.running.waiting(node, waits),
      decided: (run, decision) => this.emit({ type: 'decision', atMs: clock.wallMs(), run: run.id, node, explain: () => explain(decision, table) }),
      attempted: (run, attempt) => this.emit({ type: 'attempt', atMs: clock.wallMs(), run: run.id, node, attempt }),
      ended: (run, outcome) => {
        this.running.ended(run, node);
        // Not the rest of a pattern: the engine makes that slowly.
        const told = Object.assign({}, outcome, { answer: undefined });
        this.emit({ type: 'done', atMs: clock.wallMs(), run: run.id, node, outcome: told });
      },
    };
  }

  /** A listener that throws must never reach a run. */
  private emit(event: RunEvent): void {
    for (const listener of this.listeners) {
      try {
        listener(event);
      } catch {
        // Its own fault, and nobody else's.
      }
    }
  }
}

/** What decides whether a vendor lets us in. */
function accessOf({ key, address, headers }: ProviderConfig): string {
  return JSON.stringify([key, address, headers]);
}

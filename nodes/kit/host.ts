import { join } from 'node:path';
import type { Node, NodeAPI } from 'node-red';
import { failure } from '../../src/chat/failure';
import { systemClock, type Clock } from '../../src/clock';
import { createCore, type Core } from '../../src/core';
import { systemDice, type Dice } from '../../src/dice';
import { openStore, type StoreKind } from '../../src/store';
import type { RunEvent } from '../../src/telemetry/events';
import { Cores } from './cores';
import { onDeploys } from './deploys';
import { logSafely } from './log';
import type { FlowNode } from './message';
import { ProviderBook } from './provider-book';
import { hasProvider, type Environment } from './providers';
import { RequestLog } from './request-log';
import { Restarts } from './restarts';
import { onStop } from './stop-signal';
import { steadyShape } from './steady-shape';
import { StoreChoice } from './store-choice';
import { Tickets } from './tickets';

const refreshEveryMs = 60_000;
/** The longest an ask waits for the first look at model servers. */
const readyWithinMs = 3_000;
const drainMs = 10_000;

export interface HostOptions {
  clock?: Clock;
  dice?: Dice;
  environment?: Environment;
  /** Another core, for tests. */
  makeCore?: (kind: StoreKind) => Core;
}

/**
 * What all our nodes of one Node-RED share: the core, the waiting clients, the providers. It outlives every deploy, so a
 * deploy touches no running answer.
 */
export class Host {
  readonly clock: Clock;
  readonly dice: Dice;
  readonly environment: Environment;
  readonly tickets: Tickets;
  readonly providers: ProviderBook;
  readonly restarts: Restarts;
  /** A line for each request. */
  readonly requestLog: RequestLog<Parameters<NodeAPI['log']['log']>[0]>;
  /** Whose a path is: endpoints by what they claimed. */
  readonly claimed = new Map<string, FlowNode>();
  /** Changes whenever flows have started: what was learnt from the wires holds no longer. */
  generation = 0;
  private members = 0;
  private changed = true;
  private readonly cores: Cores;
  private lastCore: Core | undefined;
  private readonly stores = new StoreChoice();
  private readonly listeners = new Set<(event: RunEvent) => void>();
  private readonly starters = new Set<() => void>();
  private readonly worried = new Set<() => void>();
  private refreshing: Promise<void> | undefined;
  private stopRefresh: (() => void) | undefined;
  private readonly endings: (() => void)[];
  private ending: Promise<void> | undefined;

  constructor(private readonly RED: NodeAPI, options: HostOptions = {}) {
    this.clock = options.clock ?? systemClock;
    this.dice = options.dice ?? systemDice;
    this.environment = options.environment ?? process.env;
    this.tickets = new Tickets(this.clock, this.dice);
    this.restarts = new Restarts(this.clock);
    this.requestLog = new RequestLog(this.clock, (line) => RED.log.log(line));
    this.providers = new ProviderBook(this.environment, () => { this.changed = true; }, () => hasProvider(RED));
    const make = options.makeCore ?? ((kind: StoreKind) => createCore({ clock: this.clock, dice: this.dice, store: this.openStore(kind) }));
    this.cores = new Cores(this.clock, (kind) => this.heard(make(kind)), () => { this.changed = true; }, (text) => this.warn(text));
    const deaf = onDeploys(RED, { started: () => this.started(), notStarted: () => this.restarts.started(), stopping: (touched) => this.restarts.stopping(touched) });
    this.endings = [deaf, onStop(() => this.close(drainMs)), steadyShape(RED.server, () => this.members > 0), this.requestLog.writeAtExit()];
  }

  /** The core with the providers that are registered now. Made at the first use. */
  get core(): Core {
    if (this.changed) this.compile();
    return this.current();
  }

  /** A node that uses the host, until it closes. Model servers are looked for only while there is one. */
  join(node: Node): this {
    this.members++;
    node.on('close', () => { this.members--; });
    return this;
  }

  /** False: there is another store already, and that one counts. */
  addStore(node: Node, kind: StoreKind): boolean {
    this.changed = true;
    return this.stores.add(node, kind);
  }

  /** Whether it is this store that counts. */
  storeCounts(node: Node): boolean { return this.stores.counts(node); }

  /** Told of everything that happens. Returns what ends it. */
  listen(listener: (event: RunEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Called whenever flows have started: one listener of Node-RED serves all nodes. Returns what ends it. */
  onStarted(listener: () => void): () => void {
    this.starters.add(listener);
    return () => this.starters.delete(listener);
  }

  /** Why state is not saved just now, in a sentence; undefined when all is well. */
  get trouble(): string | undefined { return this.cores.trouble; }

  /** Called when `trouble` may have changed. Returns what ends it. */
  onTrouble(listener: () => void): () => void {
    this.worried.add(listener);
    return () => this.worried.delete(listener);
  }

  /** Something to wait for, right after a start: servers that have not said yet which models they have. */
  ready(): Promise<void> | undefined {
    const { refreshing } = this;
    if (!refreshing || !this.providers.isIncomplete(this.core)) return undefined;
    return new Promise((resolve) => {
      const cancel = this.clock.after(readyWithinMs, resolve);
      void refreshing.then(() => { cancel(); resolve(); });
    });
  }

  /** Set while the process stops and runs under way get their last seconds. Nodes wait for it when they close. */
  get stopping(): Promise<void> | undefined { return this.ending; }

  /** Ends everything; at most `withinMs` for what is under way. */
  close(withinMs = 0): Promise<void> { return this.ending ??= this.end(withinMs); }

  private async end(withinMs: number): Promise<void> {
    this.stopRefresh?.();
    await this.cores.close(withinMs).catch((problem: unknown) => this.warn(`closing failed: ${String(problem)}`));
    this.tickets.refuseAll(failure('overloaded', 'Node-RED is stopping. Try again in a moment.'));
    this.restarts.started();
    for (const end of this.endings) end();
    for (const [key, host] of hosts) if (host === this) hosts.delete(key);
  }

  /** Node-RED starts flows in the same turn: what is thrown here would stop it. */
  private started(): void {
    this.generation++;
    try {
      this.providers.forgetClosed();
      this.stores.forgetClosed();
      this.compile();
      this.refresh();
      for (const listener of [...this.starters]) listener();
    } catch (problem) {
      this.error(String((problem as Error)?.message ?? problem));
    }
    this.restarts.started();
  }

  /** One deploy's providers to the core. */
  private compile(): void {
    this.providers.tell(this.current().configure({ providers: this.providers.configs() }));
    this.changed = false;
  }

  private current(): Core {
    const core = this.cores.of(this.stores.kind);
    if (core !== this.lastCore) {
      this.lastCore = core;
      this.tellTrouble();
    }
    return core;
  }

  private heard(core: Core): Core {
    core.listen((event) => { for (const listener of [...this.listeners]) listener(event); });
    return core;
  }

  private openStore(kind: StoreKind): ReturnType<typeof openStore> {
    const userDirectory = directoryOf(this.RED);
    return openStore(userDirectory === '' ? 'memory' : kind, {
      clock: this.clock, directory: join(userDirectory, 'switchyard'),
      onTrouble: (trouble) => {
        if (trouble) this.error(trouble);
        else logSafely(() => this.RED.log.info('LLM routing: state is saved again.'));
        this.tellTrouble();
      },
    });
  }

  /** Called by the store in the midst of its work: what is thrown here would stop it. */
  private tellTrouble(): void {
    for (const listener of [...this.worried]) {
      try { listener(); } catch (problem) { this.warn(`a status was not shown: ${String(problem)}`); }
    }
  }

  /** Looks for model servers and their models now and every minute. */
  private refresh(): void {
    this.stopRefresh?.();
    if (this.ending) return;
    this.stopRefresh = this.clock.after(refreshEveryMs, () => this.refresh());
    if (this.members === 0 || this.refreshing) return;
    this.refreshing = Promise.resolve().then(() => this.providers.look(this.core))
      .then((changed) => { if (changed && !this.ending) this.compile(); })
      .catch((problem: unknown) => this.warn(`looking for models failed: ${String(problem)}`))
      .finally(() => { this.refreshing = undefined; });
  }

  private warn(text: string): void { logSafely(() => this.RED.log.warn(`LLM routing: ${text}`)); }

  private error(text: string): void { logSafely(() => this.RED.log.error(`LLM routing: ${text}`)); }
}

/** One host for each user directory, in one place for all copies of this module, so that several runtimes can live in one process. */
const place = Symbol.for('@switchyard/node-red-llm-router/hosts');
const globals = globalThis as { [place]?: Map<string, Host> };
export const hosts: Map<string, Host> = globals[place] ??= new Map<string, Host>();

/** The key of a runtime's host; empty in a test without a user directory. */
export function directoryOf(RED: NodeAPI): string {
  return (RED.settings as { userDir?: string }).userDir ?? '';
}

/** The host of this runtime; made with the first of our nodes. */
export function hostOf(RED: NodeAPI): Host {
  const key = directoryOf(RED);
  let host = hosts.get(key);
  if (!host) hosts.set(key, host = new Host(RED));
  return host;
}

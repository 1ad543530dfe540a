import type { Node } from 'node-red';
import type { Core, Problem, ProviderConfig } from '../../src/core';
import type { ListedModel } from '../../src/outbound/model-list';
import { findVendor, vendors } from '../../src/outbound/vendors';
import { localProviders, mayDiscover, providersWithKeys } from './discover';
import { withListed, type Environment } from './providers';

/** What a provider node has registered, and what it was told last. */
interface Registered { node: Node; config: ProviderConfig; told?: string; closed?: boolean }

/** Where a list of models was fetched from. */
const placeOf = (config: ProviderConfig): string => `${config.vendor} ${config.address ?? ''}`;

/** All providers of one Node-RED: those that have a node, or else those that were found. */
export class ProviderBook {
  private readonly registered = new Map<string, Registered>();
  private local: ProviderConfig[] = [];
  private readonly listed = new Map<string, ListedModel[]>();

  constructor(private readonly environment: Environment, private readonly changed: () => void) {}

  /** Until its node has closed and flows have started without it: in the midst of a deploy, what was there still counts. */
  add(node: Node, config: ProviderConfig): void {
    const entry: Registered = { node, config };
    this.registered.set(node.id, entry);
    this.changed();
    node.on('close', () => { entry.closed = true; });
  }

  /** Flows have started: what has closed and not come back is gone. */
  forgetClosed(): void {
    for (const [id, { closed }] of this.registered) if (closed) this.registered.delete(id);
  }

  nameOf(nodeId: string): string | undefined { return this.configOf(nodeId)?.name; }

  /** With its key: never to be sent anywhere but to the core. */
  configOf(nodeId: string): ProviderConfig | undefined { return this.registered.get(nodeId)?.config; }

  /** What the core is to work with. */
  configs(): ProviderConfig[] {
    return this.chosen().map((config) => {
      const names = config.models?.length ? undefined : this.listed.get(placeOf(config));
      return names ? withListed(config, names, findVendor(config.vendor)?.local === true) : config;
    });
  }

  /** Tells the nodes of bad providers, once for each fault. */
  tell(problems: readonly Problem[]): void {
    for (const entry of this.registered.values()) {
      const text = problems.find((problem) => problem.provider === entry.config.name)?.failure.message;
      if (text && entry.told !== text) entry.node.error(text);
      entry.told = text;
    }
  }

  /** Looks again at what can change by itself: local servers, and the models of those that no catalogue knows. True: something has. */
  async look(core: Core): Promise<boolean> {
    const before = this.seen();
    if (this.finds) this.local = await localProviders(core, vendors, this.environment);
    await Promise.all(this.withoutModels(core).map(async (config) => {
      const tested = await core.test(config);
      if (tested.ok && tested.models.length > 0) this.listed.set(placeOf(config), tested.models);
    }));
    return this.seen() !== before;
  }

  /** Somebody has not said yet which models there are. */
  isIncomplete(core: Core): boolean {
    return this.withoutModels(core).some((config) => !this.listed.has(placeOf(config))) || core.models().length === 0;
  }

  /** Without a provider node, what is found on this machine counts. */
  private get finds(): boolean { return this.registered.size === 0 && mayDiscover(this.environment); }

  private chosen(): ProviderConfig[] {
    if (this.registered.size > 0) return [...this.registered.values()].map((entry) => entry.config);
    return this.finds ? [...providersWithKeys(vendors, this.environment), ...this.local] : [];
  }

  /** Nothing in the dialog, nothing in the catalogue: only the server itself knows. */
  private withoutModels(core: Core): ProviderConfig[] {
    const known = new Set(core.models().map(({ provider }) => provider));
    return this.chosen().filter((config) => !config.models?.length && (!known.has(config.name) || this.listed.has(placeOf(config))));
  }

  private seen(): string { return JSON.stringify([this.local, [...this.listed]]); }
}

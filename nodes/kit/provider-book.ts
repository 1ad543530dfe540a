import type { Node } from 'node-red';
import { failure, type Failure } from '../../src/chat/failure';
import type { Core, Problem, ProviderConfig } from '../../src/core';
import type { ListedModel } from '../../src/outbound/model-list';
import { findVendor, vendors } from '../../src/outbound/vendors';
import { localProviders, mayDiscover, providersWithKeys } from './discover';
import { withListed, type Environment } from './providers';

/** A provider node: what it has registered, why it cannot be used, and what it was told last. */
interface Registered { node: Node; config?: ProviderConfig; problem?: Failure; told?: string; closed?: boolean }
type Usable = Registered & { config: ProviderConfig };

const disabled = 'Every provider is disabled, or in a subflow that is not used: enable one. Keys in the environment and local model servers are only used where there is no provider node at all.';

/** Where a list of models was fetched from. */
const placeOf = (config: ProviderConfig): string => `${config.vendor} ${config.address ?? ''}`;

/** All providers of one Node-RED: those that have a node, or else those that were found. */
export class ProviderBook {
  private readonly registered = new Map<string, Registered>();
  private local: ProviderConfig[] = [];
  private readonly listed = new Map<string, ListedModel[]>();
  private nobody: Failure | undefined;

  /** `drawn`: there is a provider node in the flows, be it a disabled one. */
  constructor(private readonly environment: Environment, private readonly changed: () => void, private readonly drawn: () => boolean) {}

  /** Until its node has closed and flows have started without it: in the midst of a deploy, what was there still counts. */
  add(node: Node, config: ProviderConfig): void { this.register({ node, config }); }

  /** One whose settings are not valid. It is no use to the core, but whoever made it does not want another to be found in its place. */
  addBroken(node: Node, problem: Failure): void { this.register({ node, problem }); }

  private register(entry: Registered): void {
    const { node } = entry;
    this.registered.set(node.id, entry);
    this.changed();
    node.on('close', () => { entry.closed = true; });
  }

  /** Flows have started: what has closed and not come back is gone. */
  forgetClosed(): void {
    for (const [id, { closed }] of this.registered) if (closed) this.registered.delete(id);
  }

  /** Why the provider of this node cannot be used. Another one may have its name: that one is not meant. */
  problemOf(nodeId: string): Failure | undefined { return this.registered.get(nodeId)?.problem; }

  /** Why there is nobody to ask although provider nodes have been drawn. */
  get whyNobody(): Failure | undefined { return this.nobody; }

  nameOf(nodeId: string): string | undefined { return this.configOf(nodeId)?.name; }

  /** With its key: never to be sent anywhere but to the core. */
  configOf(nodeId: string): ProviderConfig | undefined { return this.registered.get(nodeId)?.config; }

  /** What the core is to work with. */
  configs(): ProviderConfig[] {
    this.nobody = this.findNobody();
    return this.chosen().map((config) => {
      const names = config.models?.length ? undefined : this.listed.get(placeOf(config));
      return names ? withListed(config, names, findVendor(config.vendor)?.local === true) : config;
    });
  }

  /** Tells the nodes of bad providers, once for each fault. The problems are those of the last `configs`. */
  tell(problems: readonly Problem[]): void {
    for (const [place, entry] of this.usable().entries()) {
      entry.problem = problems.find(({ at }) => at === place)?.failure;
      const text = entry.problem?.message;
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
  private get finds(): boolean { return this.registered.size === 0 && mayDiscover(this.environment) && !this.drawn(); }

  private chosen(): ProviderConfig[] {
    if (this.registered.size > 0) return this.usable().map((entry) => entry.config);
    return this.finds ? [...providersWithKeys(vendors, this.environment), ...this.local] : [];
  }

  /** In the midst of a deploy, one that has closed does not stand in the way of a new one with its name. */
  private usable(): Usable[] {
    const valid = [...this.registered.values()].filter((entry): entry is Usable => entry.config !== undefined);
    const open = new Set(valid.filter(({ closed }) => !closed).map(({ config }) => config.name.toLowerCase()));
    return valid.filter(({ closed, config }) => !closed || !open.has(config.name.toLowerCase()));
  }

  private findNobody(): Failure | undefined {
    if (this.usable().length > 0) return undefined;
    const [first] = this.registered.values();
    if (first) return first.problem;
    return this.drawn() ? failure('no_candidate', disabled) : undefined;
  }

  /** Nothing in the dialog, nothing in the catalogue: only the server itself knows. */
  private withoutModels(core: Core): ProviderConfig[] {
    const known = new Set(core.models().map(({ provider }) => provider));
    return this.chosen().filter((config) => !config.models?.length && (!known.has(config.name) || this.listed.has(placeOf(config))));
  }

  private seen(): string { return JSON.stringify([this.local, [...this.listed]]); }
}

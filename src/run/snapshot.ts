import { isDeepStrictEqual } from 'node:util';
import { FailureError, failure, type Failure } from '../chat/failure';
import type { ModelFacts } from '../chat/model';
import type { Candidate } from '../decide/candidate';
import type { CandidateTable } from '../decide/decision';
import { candidateTable } from '../decide/table';
import { isHeaderName, isHeaderValue, isOfConnection } from '../net/header-rule';
import { isMetadataAddress } from '../net/metadata-address';
import { providerDialects } from '../outbound';
import { auths } from '../outbound/auth';
import type { Auth } from '../outbound/auth/auth';
import { catalogModels, findModel, unknownModel } from '../outbound/catalog';
import type { ProviderDialect, Target } from '../outbound/dialect';
import { findVendor, type VendorRow } from '../outbound/vendors';
import type { ProviderConfig } from './provider-config';

/** Who serves a candidate, and how it is called. The key never leaves this object but as a header. */
export interface Served {
  target: Target;
  dialect: ProviderDialect;
  auth: Auth;
  config: ProviderConfig;
}

/** One deploy's worth of configuration, frozen. `served` is indexed like the table. */
export interface Snapshot {
  table: CandidateTable;
  served: Served[];
  providers: ProviderConfig[];
  /** Who was left out, and why. */
  problems: Problem[];
}

export type UserCatalog = Record<string, Partial<ModelFacts>>;

/** A provider that cannot be used, and why. The others work. `at` is its place in the list that was given: its name may be another's, too. */
export interface Problem { provider: string; at: number; failure: Failure }

/** Compiles the providers of one deploy. A bad one is left out and named; it never takes the others down. Two that are equal in everything are one. */
export function compile(configs: readonly ProviderConfig[], catalog: UserCatalog = {}): { snapshot: Snapshot; problems: Problem[] } {
  const candidates: Candidate[] = [];
  const served: Served[] = [];
  const providers: ProviderConfig[] = [];
  const problems: Problem[] = [];
  const names = new Map<string, ProviderConfig>();
  for (const [at, config] of configs.entries()) {
    try {
      const twin = names.get(config.name.toLowerCase());
      if (isDeepStrictEqual(twin, config)) continue;
      if (twin) throw bad(config, 'name', sameName(config.name, twin.name));
      const { entry, models } = serve(config, catalog);
      names.set(config.name.toLowerCase(), config);
      providers.push(config);
      const origin = new URL(entry.target.address).origin;
      for (const model of models) {
        candidates.push({ key: `${config.name}/${model.name}`, provider: config.name, origin, model });
        served.push({ ...entry, target: { ...entry.target, model } });
      }
    } catch (reason) {
      const why = reason instanceof FailureError ? reason.failure : failure('server', `Provider '${config.name}' cannot be used: ${(reason as Error)?.message ?? 'unknown'}`);
      problems.push({ provider: config.name, at, failure: why });
    }
  }
  return { snapshot: { table: candidateTable(candidates), served, providers, problems }, problems };
}

function sameName(name: string, other: string): string {
  if (name === other) return `Two providers are called '${name}': give one of them another name.`;
  return `Two providers are called '${name}' and '${other}', which count as one name: give one of them another.`;
}

/** The pieces of one provider, its address checked. Throws FailureError that names the field. */
export function serve(config: ProviderConfig, catalog: UserCatalog = {}): { entry: Served; models: ModelFacts[] } {
  const vendor = findVendor(config.vendor);
  if (!vendor) throw bad(config, 'vendor', `There is no vendor '${config.vendor}': choose one from the list.`);
  const address = checkedAddress(config, vendor);
  checkHeaders(config);
  const models = modelsOf(config, vendor, catalog);
  const entry: Served = {
    target: { provider: config.name, vendor, address, model: models[0] ?? unknownModel('any') },
    dialect: providerDialects[vendor.dialect], auth: auths[vendor.auth], config,
  };
  return { entry, models };
}

function checkedAddress(config: ProviderConfig, vendor: VendorRow): string {
  const address = (config.address?.trim() || vendor.address).replace(/\/+$/, '');
  if (!address) throw bad(config, 'address', `Provider '${config.name}' needs an address: ${vendor.label} has no fixed one.`);
  if (!URL.canParse(address)) throw bad(config, 'address', `The address of provider '${config.name}' is not a web address, such as https://example.com/v1.`); // Never quoted: a key may have been put there.
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw bad(config, 'address', `The address of provider '${config.name}' must begin with https:// or http://.`);
  if (url.username || url.password) throw bad(config, 'address', `The address of provider '${config.name}' holds a password: put the key into the key field.`);
  if (isMetadataAddress(url.hostname)) {
    throw bad(config, 'address', `The address of provider '${config.name}' is one where clouds have a metadata service, which hands out credentials and has no models.`);
  }
  if (config.key && url.protocol === 'http:' && !isLoopback(url.hostname) && !config.allowPlainHttp) {
    throw bad(config, 'address', `Provider '${config.name}' would send its key over plain http to ${url.host}: use https, or tick 'send the key over plain http'.`);
  }
  return address;
}

/** What cannot be sent would look like a provider that is out of reach. Never shows a value, nor a name beyond its first letters: a whole line may have been pasted there. */
function checkHeaders(config: ProviderConfig): void {
  const { name: provider, key, headers = {} } = config;
  const wrong = (name: string, why: string): FailureError => bad(config, 'headers', `Header '${/^[\w-]*/.exec(name)?.[0]}' of provider '${provider}' ${why}`);
  for (const [name, value] of Object.entries(headers)) {
    if (!isHeaderName(name)) throw wrong(name, 'has a name that no header can have: use letters, digits and hyphens, without spaces and colons.');
    if (isOfConnection(name)) throw wrong(name, 'is written by the connection itself: take it out.');
    if (!isHeaderValue(value)) throw wrong(name, 'has a value with a letter that no header can hold, such as a line break or a typographic quote.');
  }
  if (key !== undefined && !isHeaderValue(key)) throw bad(config, 'key', `The key of provider '${provider}' holds a letter that no key can have, such as a line break: enter it again.`);
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function modelsOf(config: ProviderConfig, vendor: VendorRow, catalog: UserCatalog): ModelFacts[] {
  const own = (facts: ModelFacts): ModelFacts => merge(facts, catalog[`${config.name}/${facts.name}`] ?? catalog[facts.name]);
  if (!config.models?.length) {
    return catalogModels(vendor.id).map((facts) => own({ ...facts, starter: vendor.starters.includes(facts.name) }));
  }
  const anyStarter = config.models.some((model) => model.starter !== undefined);
  return config.models.map((given) => {
    const known = findModel(vendor.id, given.name) ?? unknownModel(given.name);
    return merge(own({ ...known, name: given.name, starter: !anyStarter }), given);
  });
}

function merge(facts: ModelFacts, over: Partial<ModelFacts> | undefined): ModelFacts {
  if (!over) return facts;
  const merged = { ...facts };
  for (const key of Object.keys(over) as (keyof ModelFacts)[]) if (over[key] !== undefined) Object.assign(merged, { [key]: over[key] });
  merged.can = { ...facts.can, ...over.can };
  merged.tags = [...new Set([...facts.tags, ...(over.tags ?? [])])];
  return merged;
}

function bad(config: ProviderConfig, field: string, message: string): FailureError {
  return new FailureError(failure('bad_request', message, { field, provider: config.name }));
}

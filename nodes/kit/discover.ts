import type { Core, ProviderConfig } from '../../src/core';
import type { VendorRow } from '../../src/outbound/vendors';
import { keyFrom, withListed, type Environment } from './providers';

/** Where local model servers listen by custom: Ollama, LM Studio, vLLM, llama.cpp. */
const ports = [11434, 1234, 8000, 8080];

/** Off with SWITCHYARD_DISCOVER=0. */
export function mayDiscover(environment: Environment): boolean {
  return environment.SWITCHYARD_DISCOVER !== '0';
}

/** A provider for every hosted vendor whose key stands in the environment. */
export function providersWithKeys(vendors: readonly VendorRow[], environment: Environment): ProviderConfig[] {
  return vendors.flatMap((vendor) => {
    const key = vendor.local || vendor.address === '' ? undefined : keyFrom(vendor, environment);
    return key === undefined ? [] : [{ name: vendor.label, vendor: vendor.id, key }];
  });
}

export interface LocalServer { address: string; name?: string }

/** Where to look: SWITCHYARD_LOCAL in place of the usual ports. "http://127.0.0.1:5000, mine=http://127.0.0.1:6000". */
export function localServers(environment: Environment): LocalServer[] {
  const own = (environment.SWITCHYARD_LOCAL ?? '').split(',').flatMap((entry): LocalServer[] => {
    const [, name, place = ''] = /^\s*(?:([\w .-]+)=)?(\S+)\s*$/.exec(entry) ?? [];
    const address = place.replace(/\/+$/, '');
    return URL.canParse(address) ? [{ name: name?.trim(), address: /\/v\d+$/.test(address) ? address : `${address}/v1` }] : [];
  });
  return own.length > 0 ? own : ports.map((port) => ({ address: `http://127.0.0.1:${port}/v1` }));
}

/** Model servers that answer `GET /v1/models` just now, each as a provider with the models that it lists. They cost nothing. */
export async function localProviders(core: Pick<Core, 'test'>, vendors: readonly VendorRow[], environment: Environment): Promise<ProviderConfig[]> {
  const asked = localServers(environment).map(async (server) => {
    const config = localConfig(vendors, server, environment);
    const tested = await core.test(config);
    return tested.ok && tested.models.length > 0 ? withListed(config, tested.models, true) : undefined;
  });
  return (await Promise.all(asked)).filter((config) => config !== undefined);
}

/** By its port the vendor that is at home there, else one that speaks OpenAI's chat like they all do. */
function localConfig(vendors: readonly VendorRow[], { address, name }: LocalServer, environment: Environment): ProviderConfig {
  const { port, host } = new URL(address);
  const vendor = vendors.find((row) => row.local && new URL(row.address).port === port);
  if (vendor) return { name: name ?? vendor.label, vendor: vendor.id, address, key: keyFrom(vendor, environment) };
  return { name: name ?? host, vendor: 'other-openai', address };
}

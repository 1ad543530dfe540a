import type { Core, ProviderConfig } from '../../src/core';
import type { VendorRow } from '../../src/outbound/vendors';
import { keyFrom, withListed, type Environment } from './providers';

/** Where local model servers listen by custom: Ollama, LM Studio, vLLM, llama.cpp. */
const ports = [11434, 1234, 8000, 8080];

/** Off with SWITCHYARD_DISCOVER=0. */
export function mayDiscover(environment: Environment): boolean {
  return environment.SWITCHYARD_DISCOVER !== '0';
}

/** A provider for every vendor whose key stands in the environment. */
export function providersWithKeys(vendors: readonly VendorRow[], environment: Environment): ProviderConfig[] {
  return vendors.flatMap((vendor) => {
    const key = vendor.address === '' ? undefined : keyFrom(vendor, environment);
    return key === undefined ? [] : [{ name: vendor.label, vendor: vendor.id, key }];
  });
}

/** Addresses to look at: SWITCHYARD_LOCAL (with commas between) in place of the usual ports. */
export function localAddresses(environment: Environment): string[] {
  const own = environment.SWITCHYARD_LOCAL?.split(',').map((one) => one.trim().replace(/\/+$/, '')).filter(Boolean);
  return own?.length ? own.map((one) => (/\/v\d+$/.test(one) ? one : `${one}/v1`)) : ports.map((port) => `http://127.0.0.1:${port}/v1`);
}

/** Model servers that answer `GET /v1/models` just now, each as a provider with the models that it lists. */
export async function localProviders(core: Pick<Core, 'test'>, vendors: readonly VendorRow[], environment: Environment): Promise<ProviderConfig[]> {
  const names = new Set<string>();
  const found = await Promise.all(localAddresses(environment).map(async (address) => {
    const vendor = localVendor(vendors, address);
    if (!vendor) return undefined;
    const config: ProviderConfig = { name: vendor.label, vendor: vendor.id, address };
    const tested = await core.test(config);
    return tested.ok && tested.models.length > 0 ? withListed(config, tested.models) : undefined;
  }));
  return found.filter((config) => config !== undefined).map((config) => {
    const name = names.has(config.name) ? `${config.name} ${new URL(config.address ?? '').port}` : config.name;
    names.add(name);
    return { ...config, name };
  });
}

/** The local vendor that is at home on this port, else the first that needs no key: they all speak OpenAI's chat. */
function localVendor(vendors: readonly VendorRow[], address: string): VendorRow | undefined {
  if (!URL.canParse(address)) return undefined;
  const local = vendors.filter((vendor) => vendor.local);
  const { port } = new URL(address);
  return local.find((vendor) => vendor.address !== '' && new URL(vendor.address).port === port) ?? local.find((vendor) => vendor.address === '') ?? local[0];
}

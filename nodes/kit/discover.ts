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

/** Addresses to look at: SWITCHYARD_LOCAL (with commas between) in place of the usual ports. */
export function localAddresses(environment: Environment): string[] {
  const own = environment.SWITCHYARD_LOCAL?.split(',').map((one) => one.trim().replace(/\/+$/, '')).filter((one) => URL.canParse(one));
  return own?.length ? own.map((one) => (/\/v\d+$/.test(one) ? one : `${one}/v1`)) : ports.map((port) => `http://127.0.0.1:${port}/v1`);
}

/** Model servers that answer `GET /v1/models` just now, each as a provider with the models that it lists. They cost nothing. */
export async function localProviders(core: Pick<Core, 'test'>, vendors: readonly VendorRow[], environment: Environment): Promise<ProviderConfig[]> {
  const asked = localAddresses(environment).map(async (address) => {
    const config = localConfig(vendors, address, environment);
    const tested = await core.test(config);
    return tested.ok && tested.models.length > 0 ? withListed(config, tested.models, true) : undefined;
  });
  return (await Promise.all(asked)).filter((config) => config !== undefined);
}

/** By its port the vendor that is at home there, else one that speaks OpenAI's chat like they all do. */
function localConfig(vendors: readonly VendorRow[], address: string, environment: Environment): ProviderConfig {
  const { port, host } = new URL(address);
  const vendor = vendors.find((row) => row.local && new URL(row.address).port === port);
  if (vendor) return { name: vendor.label, vendor: vendor.id, address, key: keyFrom(vendor, environment) };
  return { name: host, vendor: 'other-openai', address };
}

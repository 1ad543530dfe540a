import type { NodeAPI } from 'node-red';
import type { ModelFacts } from '../../src/chat/model';
import type { ProviderConfig } from '../../src/core';
import { findModel } from '../../src/outbound/catalog';
import type { ListedModel } from '../../src/outbound/model-list';
import type { VendorRow } from '../../src/outbound/vendors';
import type { z } from 'zod';
import type { modelRow, providerProperties } from './properties';
import { typedPrice } from './typed-price';

export type ProviderSettings = z.output<typeof providerProperties>;
type ModelRow = z.output<typeof modelRow>;
export type Environment = Readonly<Record<string, string | undefined>>;

/** True where the flows have a provider node at all, also a disabled one, or one on a disabled tab. */
export function hasProvider(RED: NodeAPI): boolean {
  let found = false;
  // Node-RED has no nodes at all until its flows are loaded.
  try { RED.nodes.eachNode(({ type }) => { found ||= type === 'switchyard-provider'; }); } catch { return false; }
  return found;
}

/** The key in the first variable that a vendor's keys are known under. */
export function keyFrom(vendor: VendorRow, environment: Environment): string | undefined {
  for (const variable of vendor.keyVariables) {
    const key = environment[variable]?.trim();
    if (key) return key;
  }
  return undefined;
}

/** What a provider's dialog says, as the core wants it. A blank key is looked for in the vendor's own variables. */
export function providerConfig(settings: ProviderSettings, key: string | undefined, vendor: VendorRow | undefined, environment: Environment): ProviderConfig {
  return {
    name: settings.name.trim() || (vendor?.label ?? settings.vendor),
    vendor: settings.vendor,
    key: key?.trim() || (vendor && keyFrom(vendor, environment)),
    address: settings.address.trim() || undefined,
    models: settings.models.map((row) => modelFacts(row, settings.vendor)),
    headers: Object.fromEntries(settings.headers.map(({ name, value }) => [name.toLowerCase(), value])),
    limits: {
      requestsPerMinute: settings.requestsPerMinute || undefined,
      tokensPerMinute: settings.tokensPerMinute || undefined,
    },
    atOnce: settings.atOnce,
    allowPlainHttp: settings.allowPlainHttp,
  };
}

const split = (words: string): string[] => words.split(',').map((word) => word.trim()).filter(Boolean);

/** A row of the table, without the fields that were left blank: there the catalogue's word stands. */
function modelFacts(row: ModelRow, vendorId: string): Partial<ModelFacts> & { name: string } {
  const price = typedPrice(row, findModel(vendorId, row.name)?.price);
  return {
    name: row.name,
    ...(price !== undefined && { price }),
    ...(row.window !== '' && { window: row.window }),
    ...(row.tags.trim() !== '' && { tags: split(row.tags) }),
    ...(row.quality !== '' && { quality: row.quality }),
    ...(row.region.trim() !== '' && { region: row.region.trim() }),
  };
}

/** So many of the models that a server lists count as its starters. */
const starters = 3;

/** A provider with the models that its own server lists, for servers that no catalogue can know. The user's own machine costs nothing unless it says so. */
export function withListed(config: ProviderConfig, listed: readonly ListedModel[], local: boolean): ProviderConfig {
  const chat = listed.filter(({ name }) => !/embed|rerank|whisper|tts/i.test(name)).slice(0, starters);
  const own = local ? { price: { input: 0, output: 0 }, tags: ['local'] } : {};
  return { ...config, models: listed.map((model) => ({ ...own, ...model, starter: chat.includes(model) })) };
}

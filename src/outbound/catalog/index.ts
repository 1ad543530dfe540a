import type { ModelFacts } from '../../chat/model';
import { findVendor } from '../vendors';
import { factsOf, tagsOf } from './facts';
import { rowsOf } from './load';
import { nameForms, plainName } from './names';

/** Whose rows tell of models that a vendor serves for others; prices are the server's own, so they are not taken. */
const makers = ['openai', 'anthropic', 'gemini', 'mistral', 'deepseek', 'xai', 'moonshot', 'zai', 'groq', 'openrouter'];

const tables = new Map<string, ReadonlyMap<string, ModelFacts>>();

function tableOf(vendorId: string): ReadonlyMap<string, ModelFacts> {
  const known = tables.get(vendorId);
  if (known) return known;
  const local = findVendor(vendorId)?.local === true;
  const table = new Map(rowsOf(vendorId).map((row) => [plainName(row.name), factsOf(row, local)]));
  tables.set(vendorId, table);
  return table;
}

/**
 * All models that are known at a vendor, its starters included. Empty for local servers, which list what they have.
 * Throws where the catalogue is malformed.
 */
export function catalogModels(vendorId: string): ModelFacts[] {
  const models = [...tableOf(vendorId).values()];
  for (const name of findVendor(vendorId)?.starters ?? []) {
    if (!models.some((model) => model.name === name)) models.push(findModel(vendorId, name) ?? unknownModel(name));
  }
  return models;
}

/**
 * What is known of a model at a vendor, under the name that was asked for: dates, tags and a maker's prefix may differ from the
 * catalogue's name. Where the vendor serves a maker's model and the catalogue has no row of it, the maker's facts hold, but no price.
 * At a local server every model is known: it is free, and what window it has only the server knows.
 */
export function findModel(vendorId: string, name: string): ModelFacts | undefined {
  const own = lookUp(vendorId, name);
  if (own) return { ...own, name };
  const made = makers.map((maker) => (maker === vendorId ? undefined : lookUp(maker, name))).find((facts) => facts !== undefined);
  if (findVendor(vendorId)?.local) return atHome(made ?? unknownModel(name), name);
  if (!made) return undefined;
  const { price: _price, ...facts } = made;
  return { ...facts, name, tags: tagsOf(facts, false) };
}

function atHome({ can, efforts, quality }: ModelFacts, name: string): ModelFacts {
  const facts = { name, price: { input: 0, output: 0 }, can, ...(efforts && { efforts }), ...(quality !== undefined && { quality }) };
  return { ...facts, tags: tagsOf(facts, true) };
}

function lookUp(vendorId: string, name: string): ModelFacts | undefined {
  const table = tableOf(vendorId);
  for (const form of nameForms(name)) {
    const found = table.get(plainName(form));
    if (found) return found;
  }
  return undefined;
}

/** A model that no source knows: no price, no window, and able to do everything until the vendor says no. */
export function unknownModel(name: string): ModelFacts {
  return { name, can: { tools: true, images: true, audio: true, files: true, json: 'schema', reasoning: false, prefill: false }, tags: [] };
}

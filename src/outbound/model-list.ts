import { failure, FailureError } from '../chat/failure';
import type { Price } from '../chat/price';

type Json = Record<string, unknown>;

/** What a server tells of a model in its list. */
export interface ListedModel { name: string; window?: number; price?: Price }

/** Names under which servers tell the window of a listed model. */
const windowFields = ['context_length', 'context_window', 'max_model_len', 'max_context_length', 'max_input_tokens', 'loaded_context_length'];

/** Reads `{data: [...]}`, `{models: [...]}` or a bare list. Throws FailureError(malformed) where it is none of them. */
export function readModels(body: string): ListedModel[] {
  let told: unknown;
  try { told = JSON.parse(body); } catch { throw notAList(); }
  const list = Array.isArray(told) ? told : listIn(told);
  if (!list) throw notAList();
  return list.flatMap((row: unknown) => {
    if (typeof row !== 'object' || row === null) return [];
    const { id, name } = row as Json;
    const called = typeof id === 'string' && id !== '' ? id : name;
    if (typeof called !== 'string' || called === '') return [];
    const window = windowOf(row as Json);
    const price = priceOf((row as Json).pricing);
    return [{ name: called.replace(/^models\//, ''), ...(window !== undefined && { window }), ...(price && { price }) }];
  });
}

function listIn(told: unknown): unknown[] | undefined {
  if (typeof told !== 'object' || told === null) return undefined;
  const { data, models } = told as Json;
  // Ollama says `data: null` when it has no model yet.
  if (data === null) return [];
  return Array.isArray(data) ? data : Array.isArray(models) ? models : undefined;
}

function windowOf(row: Json): number | undefined {
  const places = [row, row.meta, row.limits].filter((place): place is Json => typeof place === 'object' && place !== null);
  for (const place of places) {
    for (const field of [...windowFields, 'n_ctx']) {
      const value = place[field];
      if (typeof value === 'number' && value > 0) return value;
    }
  }
  return undefined;
}

/** OpenRouter's shape, which others have taken over: dollars a token, as text. */
function priceOf(pricing: unknown): Price | undefined {
  if (typeof pricing !== 'object' || pricing === null) return undefined;
  const perMillion = (field: string): number => Math.round(Number((pricing as Json)[field] ?? NaN) * 1e12);
  const [input, output, cacheRead] = [perMillion('prompt'), perMillion('completion'), perMillion('input_cache_read')];
  if (!(input >= 0) || !(output >= 0)) return undefined;
  return { input, output, ...(cacheRead >= 0 && { cacheRead }) };
}

function notAList(): FailureError {
  return new FailureError(failure('malformed', 'The reply is not a list of models: check the address.'));
}

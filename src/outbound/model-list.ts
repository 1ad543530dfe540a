import { failure, FailureError } from '../chat/failure';

type Json = Record<string, unknown>;

/** Names under which servers tell the window of a listed model. */
const windowFields = ['context_length', 'context_window', 'max_model_len', 'max_context_length', 'max_input_tokens', 'loaded_context_length'];

/** Reads `{data: [...]}`, `{models: [...]}` or a bare list. Throws FailureError(malformed) where it is none of them. */
export function readModels(body: string): { name: string; window?: number }[] {
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
    return [{ name: called.replace(/^models\//, ''), ...(window !== undefined && { window }) }];
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

function notAList(): FailureError {
  return new FailureError(failure('malformed', 'The reply is not a list of models: check the address.'));
}

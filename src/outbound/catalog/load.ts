import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { catalogSchema, overridesSchema, type Row } from './facts';

let rows: ReadonlyMap<string, readonly Row[]> | undefined;

/** The rows of a vendor, in the order of models.json. Read and checked at the first call. */
export function rowsOf(vendor: string): readonly Row[] {
  rows ??= byVendor(applied(read('models.json', catalogSchema).rows, read('overrides.json', overridesSchema)));
  return rows.get(vendor) ?? [];
}

/**
 * Checked text of a catalogue file. Throws with file and place where it is not as it must be: a price table that is silently
 * passed over charges wrongly.
 */
export function checked<Schema extends z.ZodType>(file: string, text: string, schema: Schema): z.infer<Schema> {
  let value: unknown;
  try { value = JSON.parse(text); } catch (reason) { throw new Error(`The model catalogue ${file} is no JSON: ${String(reason)}`); }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(`The model catalogue ${file} is wrong at ${issue?.path.join('.') ?? 'its root'}: ${issue?.message ?? 'unknown'}. Mend it, or make it anew with "npm run catalog".`);
}

function read<Schema extends z.ZodType>(file: string, schema: Schema): z.infer<Schema> {
  return checked(file, readFileSync(path.join(__dirname, file), 'utf8'), schema);
}

/** A decision for a model that is not there any more is a mistake, and told. */
function applied(all: readonly Row[], overrides: z.infer<typeof overridesSchema>): Row[] {
  const left = new Set(Object.entries(overrides).flatMap(([vendor, models]) => Object.keys(models).map((name) => `${vendor}/${name}`)));
  const decided = all.map((row) => {
    const over = overrides[row.vendor]?.[row.name];
    if (!over) return row;
    left.delete(`${row.vendor}/${row.name}`);
    const { why: _why, can, ...facts } = over;
    return { ...row, ...facts, can: { ...row.can, ...can } };
  });
  if (left.size > 0) throw new Error(`The model catalogue overrides.json decides on models that models.json does not have: ${[...left].join(', ')}.`);
  return decided;
}

function byVendor(all: readonly Row[]): Map<string, Row[]> {
  const map = new Map<string, Row[]>();
  for (const row of all) {
    const list = map.get(row.vendor);
    if (list) list.push(row);
    else map.set(row.vendor, [row]);
  }
  return map;
}

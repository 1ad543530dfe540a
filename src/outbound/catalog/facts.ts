import { z } from 'zod';
import type { ModelFacts } from '../../chat/model';

const whole = z.int().nonnegative();
const rates = { input: whole, output: whole, cacheRead: whole.optional(), cacheWrite: whole.optional() };

const facts = {
  price: z.strictObject({ ...rates, perRequest: whole.optional(), tiers: z.array(z.strictObject({ above: whole, ...rates })).optional() }).optional(),
  window: z.int().positive().optional(),
  maxOutput: z.int().positive().optional(),
  quality: z.number().min(0).max(100).optional(),
  refuses: z.array(z.enum(['sampling', 'penalties', 'stop', 'forced tool'])).optional(),
  efforts: z.array(z.string()).optional(),
  thinking: z.enum(['adaptive', 'budget']).optional(),
};

const can = {
  tools: z.boolean(), images: z.boolean(), audio: z.boolean(), files: z.boolean(),
  json: z.enum(['none', 'object', 'schema']), reasoning: z.boolean(), prefill: z.boolean(),
};

/** One row of models.json: a model at a vendor. */
export const rowSchema = z.strictObject({ vendor: z.string(), name: z.string().min(1), ...facts, can: z.strictObject(can) });
export type Row = z.infer<typeof rowSchema>;

export const catalogSchema = z.strictObject({
  date: z.iso.date(),
  sources: z.array(z.strictObject({ name: z.string(), version: z.string(), published: z.iso.date(), licence: z.string() })),
  rows: z.array(rowSchema),
});

/** What a person has decided, by vendor and model, and why. It stands above models.json. */
export const overridesSchema = z.record(z.string(), z.record(z.string(), z.strictObject({ why: z.string(), ...facts, can: z.strictObject(can).partial().optional() })));

const cheapMicros = 1_000_000;
const largeWindow = 400_000;

/** The facts of a row, with the tags that follow from them. */
export function factsOf({ vendor: _vendor, ...row }: Row, local: boolean): ModelFacts {
  return { ...row, tags: tagsOf(row, local) };
}

/** "cheap": at most $1 per million tokens of output. "large-window": 400,000 tokens and more. */
export function tagsOf({ can: abilities, price, window }: Pick<ModelFacts, 'can' | 'price' | 'window'>, local: boolean): string[] {
  const tags: string[] = [];
  if (abilities.reasoning) tags.push('reasoning');
  if (abilities.images) tags.push('vision');
  if (local || (price && price.output <= cheapMicros)) tags.push('cheap');
  if (window !== undefined && window >= largeWindow) tags.push('large-window');
  if (local) tags.push('local');
  return tags;
}

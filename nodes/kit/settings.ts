import { z } from 'zod';
import { properties } from './properties';
import { unsetVariable } from './unset-variable';

type Types = typeof properties;

/**
 * What a dialog saved, checked. Flows can be edited by hand and values can come from environment variables, so
 * this never throws: with trouble, the node runs on its defaults and says so on every message.
 */
export function readSettings<T extends keyof Types>(type: T, config: unknown): { settings: z.output<Types[T]>; trouble?: string } {
  const schema: z.ZodType = properties[type];
  const read = schema.safeParse(config);
  if (read.success) return { settings: read.data as z.output<Types[T]> };
  const issue = read.error.issues[0];
  const path = issue?.path ?? [];
  const variable = unsetVariable(path.reduce<unknown>((value, field) => (value as Record<PropertyKey, unknown> | undefined)?.[field], config));
  const why = variable === undefined ? `${issue?.message}. Open the node and correct it.` : `the variable ${variable} is not set. Set it, or open the node and correct it.`;
  return { settings: schema.parse({}) as z.output<Types[T]>, trouble: `'${path.join('.') || 'settings'}' is not valid: ${why}` };
}

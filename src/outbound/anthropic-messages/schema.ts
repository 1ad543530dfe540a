import { isRecursive } from './recursive';

type Json = Record<string, unknown>;

const formats = new Set(['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid']);
/** Keywords whose meaning Anthropic keeps. */
const kept = new Set(['type', 'title', 'description', 'enum', 'const', 'default', '$ref', 'required']);
/** Many times what Anthropic compiles into a grammar (it refuses larger ones as too complex), and walked through in a millisecond or two. */
const mostParts = 2_000;
const lists = new Set(['anyOf', 'allOf', 'oneOf']);
const maps = new Set(['properties', '$defs', 'definitions']);

/**
 * A JSON schema as `output_config.format` takes it: every object closed, `oneOf` as `anyOf`, and what is not enforced there
 * (ranges, lengths, patterns) told in the description, so that the model still knows it.
 */
export function outputSchema(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return schema;
  const given = schema as Json;
  const written: Json = {};
  const told: string[] = [];
  for (const [key, value] of Object.entries(given)) {
    if (kept.has(key)) written[key] = value;
    else if (lists.has(key) && Array.isArray(value)) written[key === 'oneOf' ? 'anyOf' : key] = value.map(outputSchema);
    else if (maps.has(key) && typeof value === 'object' && value !== null) written[key] = Object.fromEntries(Object.entries(value).map(([name, each]) => [name, outputSchema(each)]));
    else if (key === 'items') written.items = outputSchema(value);
    else if (key === 'format' && formats.has(String(value))) written.format = value;
    else if (key === 'minItems' && (value === 0 || value === 1)) written.minItems = value;
    else if (key !== 'additionalProperties' && !key.startsWith('$')) told.push(`${key}: ${JSON.stringify(value)}`);
  }
  if (isObjectSchema(given)) written.additionalProperties = false;
  if (told.length > 0) written.description = [given.description, `(${told.join(', ')})`].filter(Boolean).join(' ');
  return written;
}

/** What keeps a schema from being an output format or a strict tool, as the end of a sentence. Those are compiled into a grammar, which knows no recursion. */
export function notInFormat(schema: unknown): string | undefined {
  if (!isSmall(schema)) return 'more parts than a grammar may have';
  if (hasOpenObject(schema)) return 'an object whose fields are not all named';
  return isRecursive(schema) ? 'a part that holds itself' : undefined;
}

/** Looked at first, and in a loop: what is small is not deep either, so all other looks may call themselves. */
function isSmall(schema: unknown): boolean {
  const open: object[] = [{ schema }];
  for (let seen = 0; open.length > 0; seen++) {
    const part = open.pop() as Json;
    const names = Object.keys(part);
    // Before its values are touched: that alone takes longer where there are very many.
    if (seen + open.length > mostParts || (names.length > mostParts && !Array.isArray(part))) return false;
    for (const name of names) if (typeof part[name] === 'object' && part[name] !== null) open.push(part[name]);
  }
  return true;
}

/** An object whose fields are not all named: a map, or any JSON. Closed, as `outputSchema` must, it could only be empty. */
function hasOpenObject(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.some(hasOpenObject);
  if (typeof schema !== 'object' || schema === null) return false;
  const given = schema as Json;
  return isObjectSchema(given) && isOpen(given) || Object.entries(given).some(([key, value]) => (
    maps.has(key) ? typeof value === 'object' && value !== null && Object.values(value).some(hasOpenObject) : (lists.has(key) || key === 'items') && hasOpenObject(value)
  ));
}

function isOpen({ properties, additionalProperties: others, patternProperties }: Json): boolean {
  const named = typeof properties === 'object' && properties !== null && Object.keys(properties).length > 0;
  const typed = typeof others === 'object' && others !== null && Object.keys(others).length > 0;
  return typed || patternProperties !== undefined || (!named && others !== false);
}

function isObjectSchema(schema: Json): boolean {
  return schema.properties !== undefined || schema.type === 'object' || (Array.isArray(schema.type) && schema.type.includes('object'));
}

/** Makes a value that a JSON schema accepts, filling strings from hints where their names ask for one. */

/** From this depth on only what is required is filled in, and from `deepest` on nothing: recursive schemas come to an end. */
const enough = 4;
const deepest = 40;
const formats = {
  'date-time': '2030-01-01T12:00:00Z', date: '2030-01-01', time: '12:00:00Z', duration: 'P1D', email: 'practice@example.com',
  hostname: 'example.com', ipv4: '192.0.2.1', ipv6: '2001:db8::1', uri: 'https://example.com/', url: 'https://example.com/', uuid: '00000000-0000-4000-8000-000000000000',
};

/**
 * @param {object | boolean | undefined} schema
 * @param {(name: string, schema: object) => unknown} hint a better value for a property, or undefined
 */
export function fromSchema(schema, hint = () => undefined) {
  const root = schema;
  return make(schema, '', 0);

  function make(given, name, depth) {
    if (depth > deepest) return null;
    const one = flatten(given, root, depth);
    if ('const' in one) return one.const;
    const hinted = hint(name, one);
    if (one.enum) return one.enum.includes(hinted) ? hinted : one.enum[0];
    const type = typeOf(one, depth);
    if (type === 'object') return makeObject(one, depth);
    if (type === 'array') return makeArray(one, name, depth);
    return plain(one, type, hinted);
  }

  function makeObject(one, depth) {
    const required = new Set(one.required ?? []);
    const names = Object.keys(one.properties ?? {}).filter((key) => required.has(key) || depth < enough);
    const value = Object.fromEntries(names.map((key) => [key, make(one.properties[key], key, depth + 1)]));
    for (const key of required) if (!(key in value)) value[key] = make(one.additionalProperties, key, depth + 1);
    return value;
  }

  function makeArray(one, name, depth) {
    const count = Math.max(one.minItems ?? 0, Math.min(one.maxItems ?? 1, depth < enough ? 1 : 0));
    const fixed = one.prefixItems ?? [];
    return Array.from({ length: Math.max(count, fixed.length) }, (_, index) => distinct(make(fixed[index] ?? one.items, name, depth + 1), index, one));
  }
}

/** Items that must differ get a number. */
const distinct = (value, index, { uniqueItems, items }) => {
  if (!uniqueItems || index === 0) return value;
  if (items?.enum) return items.enum[index];
  return typeof value === 'number' ? value + index : typeof value === 'string' ? `${value} ${index + 1}` : value;
};

/** Follows references and joins what must hold together; of alternatives the first simple one. */
function flatten(given, root, depth) {
  let one = given && typeof given === 'object' ? given : {};
  for (let hops = 0; one.$ref && hops < 20; hops++) one = { ...lookUp(root, one.$ref), ...without(one, '$ref') };
  if (one.allOf) one = one.allOf.map((part) => flatten(part, root, depth)).reduce(join, without(one, 'allOf'));
  const choices = one.anyOf ?? one.oneOf;
  if (!choices) return one;
  const simplest = (depth >= enough && choices.find(isNull)) || choices[0];
  return join(without(without(one, 'anyOf'), 'oneOf'), depth < deepest ? flatten(simplest, root, depth + 1) : {});
}

const isNull = (schema) => schema.type === 'null' || schema.const === null;
const without = (object, key) => Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
const join = (a, b) => ({ ...a, ...b, properties: { ...a.properties, ...b.properties }, required: [...(a.required ?? []), ...(b.required ?? [])] });

function lookUp(root, reference) {
  const steps = reference.replace(/^#\/?/, '').split('/').filter(Boolean).map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'));
  return steps.reduce((at, step) => at?.[step], root) ?? {};
}

function typeOf(one, depth) {
  const types = [one.type ?? guess(one)].flat();
  return depth >= enough && types.includes('null') ? 'null' : types[0];
}

function guess(one) {
  if (Object.keys(one.properties ?? {}).length > 0 || one.required?.length > 0) return 'object';
  return one.items || one.prefixItems ? 'array' : 'string';
}

function plain(one, type, hinted) {
  if (type === 'null') return null;
  if (type === 'boolean') return typeof hinted === 'boolean' ? hinted : true;
  if (type === 'number' || type === 'integer') return number(one, type, hinted);
  return string(one, typeof hinted === 'string' ? hinted : undefined);
}

function number(one, type, hinted) {
  const step = one.multipleOf ?? (type === 'integer' ? 1 : 0);
  const smallest = one.minimum ?? (one.exclusiveMinimum !== undefined ? one.exclusiveMinimum + (step || 0.5) : undefined);
  const largest = one.maximum ?? (one.exclusiveMaximum !== undefined ? one.exclusiveMaximum - (step || 0.5) : undefined);
  const wanted = typeof hinted === 'number' ? hinted : 1;
  const inside = Math.min(Math.max(wanted, smallest ?? -Infinity), largest ?? Infinity);
  if (!step) return inside;
  const up = Math.ceil(inside / step) * step;
  return up <= (largest ?? Infinity) ? up : Math.floor(inside / step) * step;
}

function string(one, hinted) {
  if (formats[one.format]) return formats[one.format];
  const text = (hinted ?? one.examples?.[0] ?? one.default ?? 'practice').toString();
  return text.padEnd(one.minLength ?? 0, '.').slice(0, one.maxLength ?? Infinity);
}

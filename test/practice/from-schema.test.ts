import assert from 'node:assert/strict';
import { z } from 'zod';
import { importScript } from '../kit/practice-provider';

type Schema = Parameters<typeof z.fromJSONSchema>[0];

const schemas: Record<string, object> = {
  'an empty one': {},
  'numbers with borders': { type: 'object', properties: { a: { type: 'integer', minimum: 3 }, b: { type: 'number', exclusiveMaximum: 0 }, c: { type: 'integer', multipleOf: 5, minimum: 12, maximum: 19 } }, required: ['a', 'b', 'c'] },
  'texts with lengths': { type: 'object', properties: { a: { type: 'string', minLength: 30 }, b: { type: 'string', maxLength: 2 } }, required: ['a', 'b'] },
  'formats': { type: 'object', properties: { a: { type: 'string', format: 'email' }, b: { type: 'string', format: 'date-time' }, c: { type: 'string', format: 'uuid' }, d: { type: 'string', format: 'ipv4' } }, required: ['a', 'b', 'c', 'd'] },
  'lists': { type: 'object', properties: { a: { type: 'array', items: { type: 'integer' }, minItems: 3 }, b: { type: 'array', items: { type: 'boolean' }, maxItems: 0 } }, required: ['a', 'b'] },
  'a null beside a type': { type: 'object', properties: { a: { type: ['string', 'null'] }, b: { type: 'null' } }, required: ['a', 'b'] },
  'constants, choices and joins': { type: 'object', properties: { a: { const: 7 }, b: { enum: ['x', 'y'] }, c: { oneOf: [{ type: 'string' }, { type: 'number' }] }, d: { allOf: [{ type: 'object', properties: { e: { type: 'string' } }, required: ['e'] }, { type: 'object', properties: { f: { type: 'number' } }, required: ['f'] }] } }, required: ['a', 'b', 'c', 'd'] },
  'references': { type: 'object', properties: { who: { $ref: '#/$defs/person' } }, required: ['who'], $defs: { person: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'], additionalProperties: false } } },
  'a tree that could go on for ever': { $ref: '#/$defs/node', $defs: { node: { type: 'object', properties: { value: { type: 'string' }, children: { type: 'array', items: { $ref: '#/$defs/node' } }, next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] } }, required: ['value', 'children', 'next'], additionalProperties: false } } },
};

describe('practice provider, JSON made to a schema', () => {
  let fromSchema: (schema: object, hint?: (name: string) => unknown) => unknown;
  before(async () => { ({ fromSchema } = await importScript<{ fromSchema: typeof fromSchema }>('practice/from-schema.mjs')); });

  for (const [name, schema] of Object.entries(schemas)) {
    it(`fits ${name}`, () => {
      const value = fromSchema(schema);
      const verdict = z.fromJSONSchema(schema as Schema).safeParse(value);
      assert.ok(verdict.success, `${JSON.stringify(value)}: ${verdict.error?.message}`);
    });
  }

  it('takes a hint where the schema allows it', () => {
    const schema = { type: 'object', properties: { city: { type: 'string' }, unit: { enum: ['celsius', 'fahrenheit'] }, days: { type: 'integer', maximum: 7 } }, required: ['city', 'unit', 'days'] };
    const hints: Record<string, unknown> = { city: 'Rome', unit: 'kelvin', days: 30 };
    assert.deepEqual(fromSchema(schema, (name) => hints[name]), { city: 'Rome', unit: 'celsius', days: 7 });
  });

  it('comes to an end even where no finite value fits', () => {
    assert.doesNotThrow(() => JSON.stringify(fromSchema({ type: 'object', properties: { again: { $ref: '#' } }, required: ['again'] })));
  });
});

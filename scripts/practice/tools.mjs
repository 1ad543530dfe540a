import { randomUUID } from 'node:crypto';
import { fromSchema } from './from-schema.mjs';

const dull = new Set(['get', 'set', 'the', 'for', 'and', 'all', 'any', 'find', 'list', 'make', 'this', 'that', 'with', 'from', 'what', 'when', 'where', 'which', 'tool', 'function', 'given', 'returns', 'return', 'current', 'please', 'you', 'your', 'about']);

const wordsOf = (text) => (text.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase().match(/\p{L}{3,}/gu) ?? []).filter((word) => !dull.has(word));

/** A word of the tool's name in the question is enough, or two of its description. */
function fits(tool, question) {
  const asked = new Set(wordsOf(question));
  const hits = (text) => new Set(wordsOf(text).filter((word) => asked.has(word))).size;
  return hits(tool.name) > 0 || hits(tool.description ?? '') > 1;
}

/**
 * The tools a question calls for, with arguments made from their schemas; none where it asks for no tool.
 * A question that names several things ("the weather in Paris and London") calls the tool for each.
 */
export function pickCalls(ask, question) {
  const { tools, toolChoice } = ask;
  if (tools.length === 0 || toolChoice === 'none') return [];
  const forced = toolChoice.name ? tools.filter(({ name }) => name === toolChoice.name) : [];
  const wanted = forced.length > 0 ? forced : tools.filter((tool) => fits(tool, question));
  const chosen = wanted.length === 0 && toolChoice === 'required' ? tools.slice(0, 1) : wanted;
  const calls = chosen.flatMap((tool) => callsOf(tool, question));
  return ask.parallel ? calls : calls.slice(0, 1);
}

function callsOf(tool, question) {
  const places = namedThings(question);
  const takesPlace = Object.keys(tool.schema?.properties ?? {}).some(isThing);
  const rounds = takesPlace && places.length > 1 ? places : [places[0]];
  return rounds.map((place) => ({ id: randomUUID().replaceAll('-', '').slice(0, 24), name: tool.name, input: fromSchema(tool.schema, hints(question, place)) ?? {} }));
}

const isThing = (name) => /city|place|location|town|country|region|name|person|subject/i.test(name);

/** Names after "in", "of", "for", "at", "to", joined by commas and "and". */
function namedThings(question) {
  const list = /\b(?:in|of|for|at|to|about)\s+(\p{Lu}[\p{L}'-]*(?:(?:\s+|\s*,\s*(?:and\s+)?|\s+and\s+)\p{Lu}[\p{L}'-]*)*)/u.exec(question)?.[1];
  return list ? list.split(/\s*,\s*(?:and\s+)?|\s+and\s+/u).filter(Boolean) : [];
}

const hints = (question, place) => (name, schema) => {
  if (schema.enum) return schema.enum.find((choice) => question.toLowerCase().includes(String(choice).toLowerCase()));
  if (/number|integer/.test(String(schema.type))) return Number(/-?\d+(?:\.\d+)?/.exec(question)?.[0] ?? 1);
  if (isThing(name)) return place ?? schema.examples?.[0] ?? 'Berlin';
  return /query|question|text|prompt|input|message|expression/i.test(name) ? question : undefined;
};

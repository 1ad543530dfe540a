import { fromSchema } from './from-schema.mjs';
import { freshResults, lastQuestion } from './history.mjs';
import { countInput, countTokens, cutToTokens } from './tokens.mjs';
import { pickCalls } from './tools.mjs';
import { bareText, plainText } from './voice.mjs';

/**
 * What a client asks, whatever dialect it speaks.
 * @typedef {object} Ask
 * @property {import('./models.mjs').PracticeModel} model
 * @property {import('./history.mjs').Turn[]} turns
 * @property {{ name: string, description?: string, schema?: object }[]} tools
 * @property {'auto' | 'none' | 'required' | { name: string }} toolChoice
 * @property {boolean} parallel several tool calls in one answer are welcome
 * @property {null | { schema?: object }} json the answer must be JSON
 * @property {number} [maxTokens]
 * @property {string[]} stops
 * @property {boolean} stream
 * @property {boolean} usageChunk
 *
 * @typedef {object} Answer
 * @property {string} text
 * @property {{ id: string, name: string, input: object }[]} calls
 * @property {'stop' | 'length' | 'tools' | 'stop text'} finish
 * @property {string | null} stopText the stop text that ended the answer
 * @property {{ input: number, output: number, thinking: number }} usage
 */

/** Answers at once and the same way every time: pace is given to the answer later, word by word. @param {Ask} ask @returns {Answer} */
export function answer(ask) {
  const results = freshResults(ask.turns);
  const calls = results.length > 0 ? [] : pickCalls(ask, lastQuestion(ask.turns));
  if (calls.length > 0) return measured(ask, { text: '', calls, finish: 'tools', stopText: null });
  const text = ask.json ? jsonText(ask, bareText(ask, results)) : plainText(ask, results);
  return measured(ask, { calls, ...shortened(ask, text) });
}

function measured(ask, reply) {
  const written = countTokens(reply.text) + reply.calls.reduce((sum, { name, input }) => sum + countTokens(name + JSON.stringify(input)), 0);
  const thinking = Math.min(ask.model.thinks, ask.maxTokens ?? Infinity);
  return { ...reply, usage: { input: countInput(ask), output: written + thinking, thinking } };
}

/** Stop texts end an answer without being part of it; so does the limit, which hidden thinking uses up as well. */
function shortened(ask, whole) {
  const ends = ask.stops.map((stop) => ({ stop, at: whole.indexOf(stop) })).filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at);
  const text = ends.length > 0 ? whole.slice(0, ends[0].at) : whole;
  const room = Math.max(0, (ask.maxTokens ?? Infinity) - ask.model.thinks);
  if (countTokens(text) > room) return { text: cutToTokens(text, room), finish: 'length', stopText: null };
  return ends.length > 0 ? { text, finish: 'stop text', stopText: ends[0].stop } : { text, finish: 'stop', stopText: null };
}

function jsonText({ json }, said) {
  if (!json.schema) return JSON.stringify({ answer: said, practice: true });
  const forText = /answer|text|summary|reply|message|content|reason|explanation|description/i;
  return JSON.stringify(fromSchema(json.schema, (name) => (forText.test(name) ? said : undefined)));
}

import { Refusal } from './refusal.mjs';

/**
 * One turn of a conversation, whatever dialect it came in.
 * @typedef {object} Turn
 * @property {'system' | 'user' | 'assistant' | 'tool'} role
 * @property {string} text
 * @property {number} images
 * @property {{ id: string, name: string }[]} calls tools an assistant turn called
 * @property {string} [answers] the call that a tool turn answers
 */

/** @returns {Turn} */
export const turn = (role, text, more = {}) => ({ role, text, images: 0, calls: [], ...more });

/** What was said before the question that is to be answered now. */
export function earlierTurns(turns) {
  const said = turns.filter(({ role }) => role === 'user' || role === 'assistant');
  return said.slice(0, said.findLastIndex(({ role }) => role === 'user'));
}

export const lastQuestion = (turns) => turns.findLast(({ role }) => role === 'user')?.text ?? '';

/** The tool results at the very end: what the model has to answer from. */
export function freshResults(turns) {
  const start = turns.findLastIndex(({ role }) => role !== 'tool') + 1;
  const names = new Map(turns.flatMap(({ calls }) => calls.map(({ id, name }) => [id, name])));
  return turns.slice(start).map(({ answers, text }) => ({ name: names.get(answers) ?? 'tool', text }));
}

/** Every call must be answered directly after it, and nothing else may be: vendors refuse the rest, so practice does too. */
export function checkCalls(turns) {
  let open = new Set();
  for (const { role, calls, answers } of turns) {
    if (role === 'tool') {
      if (!open.delete(answers)) throw new Refusal('bad_request', `The tool result '${answers}' answers no tool call of the assistant message before it (tool_calls / tool_use).`, { field: 'messages' });
      continue;
    }
    refuseOpen(open);
    open = new Set(calls.map(({ id }) => id));
  }
  refuseOpen(open);
}

function refuseOpen(open) {
  if (open.size === 0) return;
  throw new Refusal('bad_request', `An assistant message with tool calls (tool_calls / tool_use) must be followed by a result for each: ${[...open].join(', ')} had none.`, { field: 'messages' });
}

/**
 * The conversation as this page remembers it, so that a reload shows it again. The endpoint has its own memory, by the session's id.
 *
 * @typedef {object} Turn
 * @property {string} question
 * @property {string} answer
 * @property {object} [llm] what the endpoint said of the answer
 * @property {string} [note] "stopped" or why it is not whole
 * @property {string} [error] why there is no answer, or no whole one
 */

const mostTurns = 100;
const mostCharacters = 400_000;

/** The newest turns that fit: bounded, so that a long conversation never fills the browser's store. */
export function newest(turns) {
  let left = mostCharacters;
  const kept = turns.slice(-mostTurns);
  const first = kept.findLastIndex((turn) => (left -= turn.question.length + turn.answer.length) < 0);
  return kept.slice(first + 1);
}

/** 128 random bits; `crypto.randomUUID` is not there on plain http. */
function newSession() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * @param {Pick<Storage, 'getItem' | 'setItem'>} store
 * @param {string} name one conversation per name: the address of the page
 */
export function openConversation(store, name) {
  const key = `switchyard chat ${name}`;
  let { session, turns } = read(store, key) ?? { session: newSession(), turns: [] };

  function save() {
    try {
      store.setItem(key, JSON.stringify({ session, turns: newest(turns) }));
    } catch { /* A full store only costs the reload its history. */ }
  }

  function startNew() {
    session = newSession();
    turns = [];
    save();
  }

  save();
  return { get session() { return session; }, get turns() { return turns; }, add: (turn) => void turns.push(turn), save, startNew };
}

function read(store, key) {
  try {
    const saved = JSON.parse(store.getItem(key));
    const whole = typeof saved?.session === 'string' && Array.isArray(saved.turns);
    return whole ? { session: saved.session, turns: saved.turns.filter((turn) => typeof turn?.question === 'string' && typeof turn.answer === 'string') } : null;
  } catch {
    return null;
  }
}

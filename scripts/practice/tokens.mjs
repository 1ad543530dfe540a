/** A token is taken as four characters: plain enough to check by hand, near enough for practice. */
const charactersPerToken = 4;
const perTurn = 4;
const perImage = 85;

export const countTokens = (text) => Math.ceil(text.length / charactersPerToken);

/** The longest beginning of a text that has at most so many tokens. */
export const cutToTokens = (text, tokens) => text.slice(0, tokens * charactersPerToken);

/** What the model reads: every turn, and the tools it was offered. */
export function countInput(ask) {
  const turns = ask.turns.reduce((sum, turn) => sum + perTurn + countTokens(turn.text) + turn.images * perImage, 0);
  return turns + (ask.tools.length > 0 ? countTokens(JSON.stringify(ask.tools)) : 0);
}

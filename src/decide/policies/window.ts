import { fewestTokens, mostTokens } from '../input-tokens';
import type { Rule } from '../policy';
import { count } from '../words';

type Code = 'too small' | 'tight' | 'short answers';

/**
 * Prompt and answer must fit into the model's window. Tokens are only estimated, so it is sure that they do not fit when even the
 * fewest are too many, and doubtful when the most would be.
 */
export const window: Rule<Code> = {
  id: 'window',
  judge(card, { question: { table, view, request } }) {
    const { tokens, answerTokens, maxTokens } = request;
    const longest = maxTokens ?? answerTokens;
    for (const at of card.pool) {
      const { window: size, maxOutput } = table.candidates[at]!.model;
      const ratio = view.tokenRatio[at]!;
      if (size !== undefined && fewestTokens(tokens, ratio) + answerTokens > size) card.reject(at, 'too small', size);
      else if (size !== undefined && mostTokens(tokens, ratio) + longest > size) card.avoid(at, 'tight', size);
      if (maxOutput !== undefined && maxTokens !== undefined && maxTokens > maxOutput) card.avoid(at, 'short answers', maxOutput);
    }
  },
  because: {
    'too small': (size) => `its window of ${count(Number(size))} tokens is too small for prompt and answer`,
    tight: (size) => `its window of ${count(Number(size))} tokens may be too small`,
    'short answers': (most) => `its answers end at ${count(Number(most))} tokens, and the request allows more`,
  },
  whenNobody: { kind: 'context', remedy: 'Shorten the conversation, or choose a model with a larger window.' },
};

import type { Chat } from '../../chat/chat';
import type { How, Target } from '../dialect';
import type { Losses } from '../translate/warnings';

const unknownModelTokens = 4_096;

/** Anthropic wants an answer limit always: the wish, at most what the model can; else what the model can. */
export function answerLimit(chat: Chat, { model }: Target, how: How, losses: Losses): number {
  const wish = how.maxTokens ?? chat.max_tokens;
  if (wish === undefined) {
    if (model.maxOutput !== undefined) return model.maxOutput;
    losses.add('max_tokens', `${model.name} must have an answer limit, and its largest is not known: ${unknownModelTokens} tokens were asked for. Set max_tokens.`);
    return unknownModelTokens;
  }
  if (model.maxOutput !== undefined && wish > model.maxOutput) {
    losses.add('max_tokens', `${model.name} writes at most ${model.maxOutput} tokens: the limit of ${wish} was lowered.`);
    return model.maxOutput;
  }
  return wish;
}

import type { Chat } from '../chat/chat';
import type { RequestFacts } from '../decide/request';
import { needsOf } from './needs';
import type { Weight } from './scripts';
import { estimateTokens } from './tokens';

/** What an answer is taken to have where nothing says more: a few paragraphs. */
const usualAnswerTokens = 400;

export interface RequestOptions {
  /** The model that the client named, where that counts. */
  asked?: string;
  /** The ask node's own limit, in tokens. */
  maxAnswer?: number;
  /** The chat is made of this one and of messages whose tokens were counted before. */
  counted?: { rest: Chat; tokens: Weight };
}

/** What a decision has to know of the final chat: instructions, history and tools included. */
export function requestFacts(chat: Chat, { asked, maxAnswer, counted }: RequestOptions = {}): RequestFacts {
  const limits = [chat.max_tokens, maxAnswer].filter((limit) => limit !== undefined);
  const maxTokens = limits.length === 0 ? undefined : Math.min(...limits);
  return {
    tokens: counted ? estimateTokens(counted.rest, counted.tokens) : estimateTokens(chat),
    answerTokens: Math.min(usualAnswerTokens, maxTokens ?? Infinity),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    needs: needsOf(chat),
    ...(asked === undefined ? {} : { asked }),
  };
}

import type { Chat } from '../chat/chat';
import { blockTypes } from './needs';
import { estimateTokens } from './tokens';
import { turnsOf } from './turns';

/** What a rule can ask of a request. All but the first four are there only where the client's metadata says so. */
export interface ChatFacts {
  /** Input tokens, estimated. */
  tokens: number;
  turns: number;
  /** The rarest thing that a model must take; the history counts. */
  modality: 'text' | 'image' | 'audio' | 'file';
  wantsTools: boolean;
  language?: string;
  task?: string;
  user?: string;
  tier?: string;
  complexity?: string | number;
}

export function factsOf(chat: Chat): ChatFacts {
  const facts: ChatFacts = {
    tokens: estimateTokens(chat).estimate,
    turns: turnsOf(chat),
    modality: modalityOf(chat),
    wantsTools: chat.tools !== undefined && chat.tools.length > 0,
  };
  const { language, task, tier, complexity, user_id: userId } = chat.metadata ?? {};
  if (typeof language === 'string') facts.language = language;
  if (typeof task === 'string') facts.task = task;
  if (typeof tier === 'string') facts.tier = tier;
  if (typeof complexity === 'string' || typeof complexity === 'number') facts.complexity = complexity;
  const user = chat.user ?? userId;
  if (typeof user === 'string') facts.user = user;
  return facts;
}

function modalityOf(chat: Chat): ChatFacts['modality'] {
  const types = blockTypes(chat);
  if (types.has('input_audio')) return 'audio';
  if (types.has('file')) return 'file';
  return types.has('image_url') ? 'image' : 'text';
}

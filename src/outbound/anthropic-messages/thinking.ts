import type { Chat } from '../../chat/chat';
import type { Target } from '../dialect';
import { nearestEffort, thinkingShare } from '../translate/effort';
import type { Losses } from '../translate/warnings';

interface EncodedThinking {
  /** The model thinks in a way that shuts out sampling and forced tools. */
  on: boolean;
  fields: { thinking?: unknown };
  output: { effort?: string };
}

const off: EncodedThinking = { on: false, fields: {}, output: {} };
/** Anthropic's least. */
const leastBudget = 1_024;

/** A reasoning effort as the model takes it: adaptive thinking with an effort, or a budget that is a share of the answer limit. */
export function encodeThinking(chat: Chat, { model }: Target, limit: number, forcedAnswer: boolean, losses: Losses): EncodedThinking {
  const own = chat.extra?.['anthropic-messages']?.thinking;
  if (own !== undefined) return { ...off, on: typeof own === 'object' && own !== null && (own as { type?: unknown }).type !== 'disabled' };
  const wish = chat.reasoning_effort;
  if (wish === undefined) return off;
  const forced = forcedAnswer || forcesTool(chat);
  if (model.thinking === 'adaptive') return adaptive(wish, model, forced, losses);
  // Models that think by budget do not unless they are told to.
  if (wish === 'none') return off;
  const lost = (why: string): EncodedThinking => {
    losses.add('reasoning_effort', `${model.name} does not think here: ${why}.`);
    return off;
  };
  if (model.thinking === undefined) return lost('it has no thinking, or it is not known how to ask for it');
  if (forced) return lost('it cannot think and be made to call a tool');
  if (lacksThinking(chat)) return lost('the tool calls before were made without thinking that it could go on from');
  const budget = Math.max(leastBudget, Math.floor(limit * thinkingShare(wish)));
  if (budget >= limit) return lost(`the answer limit of ${limit} tokens leaves no room`);
  return { on: true, fields: { thinking: { type: 'enabled', budget_tokens: budget } }, output: {} };
}

function adaptive(wish: string, model: Target['model'], forced: boolean, losses: Losses): EncodedThinking {
  const silent: EncodedThinking = { on: false, fields: { thinking: { type: 'disabled' } }, output: {} };
  const efforts = model.efforts ?? ['none', 'low', 'medium', 'high'];
  if (forced && wish !== 'none' && efforts.includes('none') && !model.refuses?.includes('forced tool')) {
    losses.add('reasoning_effort', `${model.name} does not think here: it cannot think and be made to call a tool.`);
    return silent;
  }
  const effort = nearestEffort(wish, efforts);
  if (effort === 'none') return silent;
  if (effort !== wish) losses.add('reasoning_effort', `${model.name} has no effort '${wish}': '${effort}' was sent.`);
  return { on: true, fields: { thinking: { type: 'adaptive' } }, output: { effort } };
}

function forcesTool(chat: Chat): boolean {
  return chat.tools !== undefined && chat.tool_choice !== undefined && chat.tool_choice !== 'auto' && chat.tool_choice !== 'none';
}

/** In the middle of a tool loop, the turn that called must come back with its signed thinking; another vendor's has none. */
function lacksThinking(chat: Chat): boolean {
  const lastUser = chat.messages.findLastIndex((message) => message.role === 'user');
  return chat.messages.slice(lastUser + 1).some(({ role, content }) => role === 'assistant' && typeof content !== 'string'
    && content.some((block) => block.type === 'tool_call')
    && !content.some((block) => (block.type === 'reasoning' || block.type === 'foreign') && block.extra?.['anthropic-messages']));
}

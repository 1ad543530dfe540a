import type { Message } from '../../chat/chat';
import type { Target } from '../dialect';
import type { ToolNames } from '../translate/tool-names';
import type { Losses } from '../translate/warnings';
import { encodeAssistant } from './assistant';
import { encodeInput, encodeResult } from './input';

type Json = Record<string, unknown>;

export interface Turn { role: 'user' | 'assistant'; content: Json[] }

export interface MessageRules {
  names: ToolNames;
  thinks: boolean;
  /** The answer has a format. */
  formatted: boolean;
}

/**
 * The conversation in turns: roles alternate, the first is the user's, and the results of tools stand first in theirs.
 * A text alone in its turn is written as plain text.
 */
export function encodeMessages(messages: readonly Message[], target: Target, rules: MessageRules, losses: Losses): Json[] {
  const turns: Turn[] = [];
  for (const message of messages) {
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const content = message.role === 'tool' ? [encodeResult(message, losses)]
      : role === 'assistant' ? encodeAssistant(message, rules.names, losses) : encodeInput(message, losses);
    if (content.length === 0) continue;
    const last = turns[turns.length - 1];
    if (last?.role === role) last.content.push(...content);
    else turns.push({ role, content });
  }
  if (turns[0]?.role !== 'user') {
    losses.add('messages', 'Anthropic wants a conversation to begin with the user: a short message was put in front.');
    turns.unshift({ role: 'user', content: [{ type: 'text', text: 'Go on.' }] });
  }
  endTurns(turns, target, rules, losses);
  return turns.map((turn) => ({ role: turn.role, content: plainly(resultsFirst(turn)) }));
}

/** An assistant turn that stands last is the beginning of the answer; newer models, formats and thinking do not allow one. */
function endTurns(turns: Turn[], { model }: Target, { thinks, formatted }: MessageRules, losses: Losses): void {
  const last = turns[turns.length - 1];
  if (last?.role !== 'assistant') return;
  if (model.can.prefill && !thinks && !formatted) {
    const end = last.content[last.content.length - 1];
    // White space at the end is refused.
    if (end?.type === 'text') end.text = String(end.text).trimEnd();
    return;
  }
  losses.add('messages', `${model.name} cannot continue an assistant message that stands last: it was left out, and the answer begins anew.`);
  turns.pop();
}

function resultsFirst(turn: Turn): Json[] {
  if (turn.role === 'assistant') return turn.content;
  const results = turn.content.filter((block) => block.type === 'tool_result');
  return results.length === 0 ? turn.content : [...results, ...turn.content.filter((block) => block.type !== 'tool_result')];
}

function plainly(content: Json[]): string | Json[] {
  const [only] = content;
  return content.length === 1 && only?.type === 'text' && Object.keys(only).length === 2 ? String(only.text) : content;
}

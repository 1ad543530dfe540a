import { blocksOf, type ReasoningBlock, type ToolCallBlock } from '../../chat/blocks';
import type { Message } from '../../chat/chat';
import { fitId } from '../translate/tool-ids';
import type { ToolNames } from '../translate/tool-names';
import type { Losses } from '../translate/warnings';
import { encodeBlock, toolIds } from './input';

type Json = Record<string, unknown>;

/** An assistant's turn as blocks, in their order: signed thinking has to stand as and where it stood. */
export function encodeAssistant(message: Message, names: ToolNames, losses: Losses): Json[] {
  return blocksOf(message.content).map((block) => {
    if (block.type === 'reasoning') return encodeThought(block, losses);
    if (block.type === 'tool_call') return encodeCall(block, names, losses);
    return encodeBlock(block, losses);
  }).filter((block) => block !== undefined);
}

/** Only thinking that Anthropic has signed goes back; other models' thinking would be refused. */
function encodeThought(block: ReasoningBlock, losses: Losses): Json | undefined {
  const own = block.extra?.['anthropic-messages'];
  if (own) return { ...own, type: 'thinking', thinking: block.text };
  losses.add('messages', 'Earlier thinking is not sent back to Anthropic: it bears no signature of theirs.');
  return undefined;
}

function encodeCall(call: ToolCallBlock, names: ToolNames, losses: Losses): Json {
  return {
    ...call.extra?.['anthropic-messages'], type: 'tool_use', id: fitId(call.id, toolIds), name: names.there(call.name),
    input: call.custom ? { input: call.arguments } : readInput(call, losses),
  };
}

/** Arguments must be an object here. Text that is none is handed on inside one. */
function readInput(call: ToolCallBlock, losses: Losses): unknown {
  if (call.arguments.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(call.arguments);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch { /* Told below. */ }
  losses.add('messages', `An earlier call of '${call.name}' has arguments that are no JSON object: they were sent as a text.`);
  return { arguments: call.arguments };
}

import type { Block } from '../chat/blocks';
import type { Failure, FailureKind } from '../chat/failure';
import type { Usage } from '../chat/usage';
import { textTokens } from '../facts/text-tokens';
import type { Collector } from './collect';

/** How a call ends that the vendor had not refused: it bills the prompt and what it has thought so far, though not a word has come. */
const unrefused: ReadonlySet<FailureKind> = new Set(['slow', 'deadline', 'cancelled', 'unanswered', 'malformed']);

/**
 * What the vendor said it used, or our own count of what was sent and seen; nothing where nothing came. Before the end of an answer
 * a vendor has told no more than a beginning (Anthropic: one token of output), so what was written counts where it is more.
 */
export function usageOf({ usage, finished, empty, answer }: Collector, inputTokens: number, accepted: boolean, failed?: Failure): Usage | undefined {
  if (usage && finished) return usage;
  if (!usage && empty && !finished && !mayBeBilled(accepted, failed)) return undefined;
  const output = Math.ceil(answer.content.reduce((sum, block) => sum + writtenTokens(block), 0));
  if (usage) return output > usage.output ? { ...usage, output, estimated: true } : usage;
  return { input: Math.ceil(inputTokens), output, estimated: true };
}

function mayBeBilled(accepted: boolean, failed?: Failure): boolean {
  if (failed?.kind === 'stalled' || failed?.kind === 'cut') return true;
  return accepted && failed !== undefined && unrefused.has(failed.kind);
}

function writtenTokens(block: Block): number {
  switch (block.type) {
    case 'text': case 'reasoning': return textTokens(block.text).estimate;
    case 'refusal': return textTokens(block.refusal).estimate;
    case 'tool_call': return textTokens(`${block.name} ${block.arguments}`).estimate;
    default: return 0;
  }
}

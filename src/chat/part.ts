import type { DialectId } from './extra';
import type { Failure } from './failure';
import type { Usage } from './usage';

export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter';

/**
 * One piece of an answer. Parts travel in batches, one batch a network read.
 * `index` of a tool call counts the calls of this answer from 0.
 */
export type Part =
  /** Who answers: the vendor's id and model name, as soon as they are known. Comes at most once, first. */
  | { type: 'start'; id?: string; model?: string }
  | { type: 'text'; text: string }
  | { type: 'refusal'; text: string }
  | { type: 'reasoning'; text: string }
  | { type: 'tool_call'; index: number; id: string; name: string; custom?: true }
  | { type: 'tool_arguments'; index: number; text: string }
  /**
   * Whatever only the same dialect can say (logprobs, citations, signatures): written back by it, dropped by others.
   * `value` of openai-chat: fields by where they stood, `{ reply?: {...}, choice?: {...}, message?: {...} }` (`message` is the delta in a stream).
   * `value` of anthropic-messages: `{ reply?: {...}, block?: {...} }`, a `block` after the parts that it belongs to.
   */
  | { type: 'extra'; dialect: DialectId; value: Record<string, unknown> }
  /** The last one wins; never summed. */
  | { type: 'usage'; usage: Usage }
  | { type: 'finish'; reason: FinishReason; vendorReason?: string; stopSequence?: string | null }
  /** The vendor reported an error inside the stream. Nothing follows. */
  | { type: 'error'; failure: Failure };

/** True for the parts that count as the first token: text, refusal, reasoning or a tool call; pings and role chunks do not. */
export function isToken(part: Part): boolean {
  switch (part.type) {
    case 'text': case 'refusal': case 'reasoning': case 'tool_call': case 'tool_arguments': return true;
    default: return false;
  }
}

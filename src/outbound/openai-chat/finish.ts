import type { FailureKind } from '../../chat/failure';
import type { FinishReason } from '../../chat/part';

/** The words of all who speak this dialect. */
const reasons: ReadonlyMap<string, FinishReason> = new Map(Object.entries<FinishReason>({
  stop: 'stop', eos: 'stop', end_turn: 'stop', stop_sequence: 'stop', COMPLETE: 'stop', STOP: 'stop',
  length: 'length', max_tokens: 'length', model_length: 'length', model_context_window_exceeded: 'length', MAX_TOKENS: 'length',
  tool_calls: 'tool_calls', function_call: 'tool_calls', tool_use: 'tool_calls',
  content_filter: 'content_filter', sensitive: 'content_filter', content_filtered: 'content_filter', safety: 'content_filter', SAFETY: 'content_filter', refusal: 'content_filter',
}));

/** Words that are no end of an answer but a failure. */
const broken: ReadonlyMap<string, FailureKind> = new Map(Object.entries<FailureKind>({
  error: 'server', network_error: 'server', abort: 'server', insufficient_system_resource: 'overloaded',
}));

export function brokenFinish(word: string): FailureKind | undefined {
  return broken.get(word);
}

/** What a vendor's word means. That tools are called is seen by the calls: several vendors say `stop` then. */
export function finishReason(word: string | undefined, called: boolean): FinishReason {
  const reason = reasons.get(word ?? 'stop') ?? 'stop';
  return called && reason === 'stop' ? 'tool_calls' : reason;
}

import type { FailureKind } from '../../chat/failure';
import type { FinishReason } from '../../chat/part';

/** The words of all who speak this dialect, in lower case: some shout. */
const reasons: ReadonlyMap<string, FinishReason> = new Map(Object.entries<FinishReason>({
  stop: 'stop', eos: 'stop', end_turn: 'stop', stop_sequence: 'stop', complete: 'stop',
  length: 'length', max_tokens: 'length', model_length: 'length', model_context_window_exceeded: 'length',
  tool_calls: 'tool_calls', function_call: 'tool_calls', tool_use: 'tool_calls',
  content_filter: 'content_filter', sensitive: 'content_filter', content_filtered: 'content_filter', refusal: 'content_filter',
  // Gemini's.
  safety: 'content_filter', prohibited_content: 'content_filter', recitation: 'content_filter', blocklist: 'content_filter', spii: 'content_filter',
  image_safety: 'content_filter', image_prohibited_content: 'content_filter', image_recitation: 'content_filter',
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
  const said = word?.toLowerCase() ?? 'stop';
  // "content_filter: PROHIBITED_CONTENT" says why as well.
  const reason = reasons.get(said) ?? (said.startsWith('content_filter') ? 'content_filter' : 'stop');
  return called && reason === 'stop' ? 'tool_calls' : reason;
}

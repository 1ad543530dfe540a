import { dollars } from '../../src/inbound/json-text';
import type { AnswerHead, Outcome } from '../../src/run/outcome';

/** A value that may stand in a header: visible ASCII, not too long. Model names and reasons are not ours alone. */
function plain(value: string): string {
  return value.replace(/[^\x20-\x7e]/g, '?').slice(0, 200);
}

/** Who answers and why. A stream's headers leave before the true cost is known, so they tell the estimate. */
export function streamHeaders(head: AnswerHead): Record<string, string> {
  const headers = whoHeaders(head);
  if (head.costEstimateMicros !== null) headers['x-llm-cost-estimate'] = dollars(head.costEstimateMicros);
  return headers;
}

/** The same for a whole answer, with its true cost in US dollars where every price is known. */
export function wholeHeaders(outcome: Outcome): Record<string, string> {
  const headers = outcome.head ? whoHeaders(outcome.head) : {};
  if (outcome.costMicros !== null) headers['x-llm-cost'] = dollars(outcome.costMicros);
  return headers;
}

function whoHeaders(head: AnswerHead): Record<string, string> {
  return { 'x-llm-model': plain(head.model), 'x-llm-provider': plain(head.provider), 'x-llm-decision': plain(head.why) };
}

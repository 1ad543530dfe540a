import { failure, type Failure } from '../chat/failure';
import type { Chosen } from './chooser';
import type { Collector } from './collect';

/** A complete answer is looked at once more: one that says nothing is none; one that a filter held back whole is a refusal. */
export function judge(collected: Collector, chosen: Chosen): Failure | undefined {
  if (!collected.empty || collected.answer.finish === 'length') return undefined;
  const provider = chosen.served.config.name;
  const model = chosen.served.target.model.name;
  return collected.answer.finish === 'content_filter'
    ? failure('refused', `${model} at ${provider} refused to answer: its content filter held the answer back.`, { provider, model })
    : failure('empty', `${model} at ${provider} sent an empty answer.`, { provider, model });
}

/** What a failure becomes once part of the answer has been delivered. */
export function interrupted(reason: Failure): Failure {
  if (reason.kind === 'interrupted' && reason.message.startsWith('The answer broke off')) return reason;
  return { ...reason, kind: 'interrupted', message: `The answer broke off: ${reason.message}` };
}

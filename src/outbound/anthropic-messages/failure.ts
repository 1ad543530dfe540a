import type { Failure } from '../../chat/failure';
import type { Target } from '../dialect';
import { classifyReply, type BadReply } from '../reply-errors/classify';

/** The common rules, and one of Anthropic's: a 429 that names no wait is the month's spending limit, which no waiting mends. */
export function classify(reply: BadReply, target: Target, wallMs: number): Failure {
  return classifyReply(reply, target, wallMs, (kind, told, waitMs) => (
    kind === 'rate_limited' && target.vendor.id === 'anthropic' && reply.status === 429 && told?.type === 'rate_limit_error' && waitMs === undefined ? 'quota' : kind
  ));
}

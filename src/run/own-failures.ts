import { failure, type Failure } from '../chat/failure';

/** The failures that a run finds by itself, with what to do about each. */

export function tooLate(totalWithinMs: number): Failure {
  return failure('deadline', `No whole answer within ${inSeconds(totalWithinMs)}: raise 'Total within' in the ask node, or choose a faster model.`);
}

export function noSlot(withinMs: number): Failure {
  return failure('at_limit', `No slot became free within ${inSeconds(withinMs)}: raise 'At once' in the provider, or try again later.`, { retryAfterMs: 1_000 });
}

export function rateUsedUp(withinMs: number): Failure {
  return failure('at_limit', `The provider's limits a minute had no room within ${inSeconds(withinMs)}: raise 'Requests' or 'Tokens' under its limits, or try again later.`, { retryAfterMs: 1_000 });
}

export function roomFull(providers: readonly string[]): Failure {
  return failure('at_limit', `Too many requests wait for ${providers.join(', ')}: try again later, or raise 'At once' in the provider.`, { retryAfterMs: 1_000 });
}

export function tooManyCalls(calls: number): Failure {
  return failure('loop', `This message has made ${calls} calls: the flow runs in a circle. Give the loop an exit, or raise 'Max calls' in the ask node.`);
}

/** A mistake of ours: said as such, and never an exception that escapes. */
export function ownMistake(reason: unknown): Failure {
  return failure('server', `The router failed: ${(reason as Error)?.message ?? 'unknown'}. Please report this.`);
}

function inSeconds(ms: number): string { return `${Math.round(ms / 1000)} s`; }

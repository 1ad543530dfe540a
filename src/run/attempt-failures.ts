import { failure, type Failure } from '../chat/failure';
import type { Target } from '../outbound/dialect';

/** A failure that says which model it is of, and where it can be mended. One that says so already is left as it is. */
export function named(target: Target, reason: Failure): Failure {
  if (reason.provider) return reason;
  const message = reason.kind === 'connect'
    ? `${target.provider} could not be reached at ${target.address}: ${reason.message}. Check the address and the network.`
    : `${who(target)}: ${reason.message}.`;
  return { ...reason, message, ...whose(target) };
}

/** The answer ended before its end. */
export function cut(target: Target, what: string): Failure { return named(target, failure('cut', what)); }

/** The reply cannot be read. */
export function malformed(target: Target, what: string): Failure { return named(target, failure('malformed', what)); }

/** One of the attempt's time limits was reached. */
export function late(target: Target, kind: 'slow' | 'stalled', what: string): Failure {
  return failure(kind, `${who(target)} ${what}.`, whose(target));
}

/** "1.5 s" */
export function seconds(ms: number): string { return `${Math.round(ms / 100) / 10} s`; }

function who({ model, provider }: Target): string { return `${model.name} at ${provider}`; }
function whose({ model, provider }: Target): Pick<Failure, 'provider' | 'model'> { return { provider, model: model.name }; }

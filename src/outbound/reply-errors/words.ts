import type { FailureKind } from '../../chat/failure';
import type { Target } from '../dialect';

export interface Said { kind: FailureKind; status: number; quote: string; waitMs?: number; isPage: boolean }

function seconds(ms: number): string {
  return ms < 90_000 ? `${Math.max(0.1, Math.round(ms / 100) / 10)} s` : `${Math.round(ms / 60_000)} minutes`;
}

/** One sentence or two for people: what happened, at which model, and what to do. */
export function wordsFor(said: Said, target: Target): string {
  const { provider, vendor, model } = target;
  const at = said.status === 200 ? '' : ` (${said.status})`;
  const quoted = said.quote ? `: "${said.quote}"` : '';
  const who = `${model.name} at ${provider}`;
  const open = `Open provider '${provider}'`;
  switch (said.kind) {
    case 'bad_key': return `${vendor.label} refused the key${at}. ${open} and press Test.`;
    case 'forbidden': return `${vendor.label} does not let this key use ${model.name}${at}${quoted}. Check at ${vendor.label} what the key of provider '${provider}' may do.`;
    case 'quota': return `The account of provider '${provider}' has no credit left or has reached its limit${at}${quoted}. Top it up or raise the limit at ${vendor.label}.`;
    case 'rate_limited': return `${who} has reached its rate limit${at}${quoted}. ${said.waitMs === undefined ? 'Wait a little' : `It asks to wait ${seconds(said.waitMs)}`}, send less at once, or add a fallback.`;
    case 'overloaded': return `${who} is overloaded${at}${quoted}. Try again later, or add a fallback.`;
    case 'context': return `The conversation exceeds the context window of ${who}${at}${quoted}. Shorten it, or use a model with a larger window.`;
    case 'no_model': return said.isPage
      ? `There is no such page under ${target.address}${at}${quoted}. ${open} and check the address.`
      : `${provider} has no model '${model.name}'${at}${quoted}. ${open} and press Test to see its models.`;
    case 'unsupported': return `${who} does not support this request${at}${quoted}. Use another model for it.`;
    case 'refused': return `${who} refused the content${at}${quoted}. Change the prompt.`;
    case 'too_large': return `The request is too large for ${provider}${at}${quoted}. Send less, or smaller images and files.`;
    case 'bad_answer': return `${who} wrote a tool call or JSON that cannot be used${at}${quoted}. Ask again, or use another model.`;
    case 'connect': return `${target.address} sends to another address${at}. ${open} and put that address there.`;
    case 'malformed': return `${who} sent a reply that cannot be read${quoted}. If it lasts, check the address of provider '${provider}'.`;
    case 'bad_request': return `${who} found the request wrong${at}${quoted}. Correct it.`;
    default: return `${who} had an error of its own${at}${quoted}. Try again later, or add a fallback.`;
  }
}

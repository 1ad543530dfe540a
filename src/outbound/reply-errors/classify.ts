import { failure, type Failure, type FailureKind } from '../../chat/failure';
import type { ReplyHeaders } from '../../net/net';
import type { Target } from '../dialect';
import { kindOf } from './kind';
import { quotable } from './mask';
import { causeOf, toldBy, type Told } from './told';
import { waitHintMs } from './wait-hint';
import { wordsFor } from './words';

export interface BadReply { status: number; headers: ReplyHeaders; body: string }

/** What a dialect may decide otherwise, once the common rules have spoken. */
export type Adjust = (kind: FailureKind, told: Told | undefined, waitMs: number | undefined) => FailureKind;

/** Classifies a bad status, or a 200 whose body is an error. `wallMs` reads dates in headers. */
export function classifyReply(reply: BadReply, target: Target, wallMs: number, adjust?: Adjust): Failure {
  let told: Told | undefined;
  try { told = toldBy(JSON.parse(reply.body)); } catch { told = undefined; }
  const waitMs = waitHintMs(reply.headers, told, wallMs);
  const common = kindOf(told, reply.status, target.vendor.differs?.codes, waitMs !== undefined);
  const kind = adjust ? adjust(common, told, waitMs) : common;
  const reason = build(kind, told, reply.status, target, told?.message ?? unreadable(reply.body), waitMs);
  const again = reply.headers['x-should-retry'];
  if (again === 'true' || again === 'false') reason.shouldRetry = again === 'true';
  return reason;
}

/** Classifies an error that came inside a stream or in a whole reply with status 200. */
export function classifyTold(told: Told, target: Target, adjust?: Adjust): Failure {
  const waitMs = waitHintMs({}, told, undefined);
  const common = kindOf(told, 200, target.vendor.differs?.codes, waitMs !== undefined);
  return build(adjust ? adjust(common, told, waitMs) : common, told, 200, target, told.message, waitMs);
}

/** A reply that cannot be read. `what` says in what way. */
export function malformedReply(what: string, target: Target): Failure {
  return build('malformed', undefined, 200, target, what, undefined);
}

function build(kind: FailureKind, told: Told | undefined, status: number, target: Target, text: string, waitMs: number | undefined): Failure {
  const cause = told && causeOf(told)?.message;
  const quote = quotable(cause !== undefined && !text.includes(cause) ? `${text}: ${cause}` : text);
  const message = wordsFor({ kind, status, quote, waitMs, isPage: told === undefined }, target);
  const reason = failure(kind, message, { provider: target.provider, model: target.model.name });
  if (status !== 200) reason.vendorStatus = status;
  const code = told?.code ?? told?.type;
  if (code !== undefined) reason.vendorCode = quotable(code);
  if (told?.param !== undefined) reason.field = quotable(told.param);
  if (waitMs !== undefined) reason.retryAfterMs = waitMs;
  return reason;
}

/** Words for a body that is no JSON error: the title of a page, else its beginning. */
function unreadable(body: string): string {
  const start = body.slice(0, 4_000).trim();
  if (!start.startsWith('<')) return start.startsWith('{') || start.startsWith('[') ? '' : start;
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(start)?.[1]?.trim();
  return title ? `a web page, "${title}"` : 'a web page';
}

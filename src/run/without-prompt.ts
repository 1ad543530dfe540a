import { textOf } from '../chat/blocks';
import type { Chat } from '../chat/chat';
import type { Failure } from '../chat/failure';
import { oneLine } from '../chat/one-line';

/** Fewer characters in common are chance. */
const shortest = 24;
/** A passage of `shortest` characters holds a whole one of this length at a multiple of half of it. */
const probe = shortest * 2 / 3;
/** Of a long conversation the end is looked at: vendors quote what is new. */
const mostCharacters = 65_536;

/**
 * A failure's words without what stands in the question, too. Vendors quote it in their error texts, which go into logs; and a
 * prompt must not get there.
 */
export function withoutPrompt(reason: Failure, chat: Chat): Failure {
  if (reason.message.length < shortest) return reason;
  const asked = lastOf(chat);
  let message = reason.message;
  for (let at = 0; at + probe <= message.length; at += probe / 2) {
    const found = passage(message, asked, at);
    if (!found || found.end - found.begin < shortest) continue;
    message = `${message.slice(0, found.begin)}[...]${message.slice(found.end)}`;
    at = Math.floor(found.begin / probe) * probe;
  }
  return message === reason.message ? reason : { ...reason, message };
}

/** As error texts show it: in one line. */
function lastOf({ messages }: Chat): string {
  let text = '';
  for (let at = messages.length - 1; at >= 0 && text.length < mostCharacters; at--) {
    const content = messages[at]?.content;
    if (content !== undefined) text = `${textOf(content).slice(-mostCharacters)}\n${text}`;
  }
  return oneLine(text);
}

/** What of the message around this place stands in the question as well. */
function passage(message: string, asked: string, at: number): { begin: number; end: number } | undefined {
  const there = asked.indexOf(message.slice(at, at + probe));
  if (there < 0) return undefined;
  let before = 0;
  while (at - before > 0 && there - before > 0 && message[at - before - 1] === asked[there - before - 1]) before++;
  let after = probe;
  while (at + after < message.length && there + after < asked.length && message[at + after] === asked[there + after]) after++;
  return { begin: at - before, end: at + after };
}

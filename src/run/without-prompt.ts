import { type Content, textOf } from '../chat/blocks';
import type { Chat } from '../chat/chat';
import type { Failure } from '../chat/failure';
import { oneLine } from '../chat/one-line';

/** Fewer characters in common are chance, unless a whole text of the question is quoted. */
const shortest = 24;
/** A passage of `shortest` characters holds a whole one of this length at a multiple of half of it. */
const probe = shortest * 2 / 3;
/** Of a long conversation the end is looked at: vendors quote what is new. */
const mostCharacters = 65_536;
/** What is shorter is no address, but may be in the words of any error. */
const shortestAddress = 8;
/** Of a picture that stands in its address as data, vendors quote the beginning. */
const mostOfAddress = 4_096;
const hidden = '[...]';

/**
 * A failure's words without what stands in the question, too. Vendors quote it in their error texts, which go into logs; and a
 * prompt must not get there.
 */
export function withoutPrompt(reason: Failure, chat: Chat): Failure {
  const { text, short, addresses } = askedIn(chat);
  let { message } = reason;
  for (const address of addresses) message = message.replaceAll(address, hidden);
  for (const one of short) if (one !== reason.provider && one !== reason.model) message = withoutQuoted(message, one);
  message = withoutPassages(message, text);
  return message === reason.message ? reason : Object.assign({}, reason, { message });
}

/** What is asked, as error texts show it: in one line. */
function askedIn({ messages }: Chat): { text: string; short: Set<string>; addresses: Set<string> } {
  let text = '';
  const short = new Set<string>();
  const addresses = new Set<string>();
  for (let at = messages.length - 1; at >= 0 && text.length < mostCharacters; at--) {
    const whole = messages[at]?.content;
    if (whole === undefined) continue;
    const content = endOf(whole);
    const links = addressesIn(content);
    for (const link of links) (link.length < shortestAddress ? short : addresses).add(link);
    for (const words of textsIn(content)) if (words.length < shortest && /[\p{L}\p{N}]/u.test(words)) short.add(oneLine(words).trim());
    text = `${textOf(content).slice(-mostCharacters)}\n${links.map((link) => `${link}\n`).join('')}${text}`;
  }
  return { text: oneLine(text), short, addresses };
}

/** The last blocks of a message: it may hold a hundred thousand, which must not hold up the process. */
function endOf(content: Content): Content {
  if (typeof content === 'string') return content;
  let from = content.length;
  for (let left = mostCharacters; from > 0 && left > 0; left -= sizeOf(content[from])) from--;
  return from === 0 ? content : content.slice(from);
}

function sizeOf(block: Exclude<Content, string>[number] | undefined): number {
  switch (block?.type) {
    case 'text': return Math.max(shortest, block.text.length);
    case 'image_url': return Math.max(shortest, Math.min(mostOfAddress, block.image_url.url.length));
    case 'file': return mostOfAddress;
    default: return shortest;
  }
}

function textsIn(content: Content): string[] {
  if (typeof content === 'string') return [content];
  return content.flatMap((block) => (block.type === 'text' ? [block.text] : block.type === 'file' && block.file.filename ? [block.file.filename] : []));
}

function addressesIn(content: Content): string[] {
  if (typeof content === 'string') return [];
  const found = content.flatMap((block) => (block.type === 'image_url' ? [block.image_url.url] : block.type === 'file' ? [block.file.url, block.file.file_data] : []));
  return found.flatMap((address) => (address ? [address.slice(0, mostOfAddress)] : []));
}

const quotes = '"\'`“”„‘’‚«»‹›';

/** A text that is too short for a passage, where it is quoted as a whole: "Hi" in quotes, but not in "This". */
function withoutQuoted(message: string, text: string): string {
  let shown = message;
  for (let at = shown.indexOf(text); at >= 0; at = shown.indexOf(text, at + 1)) {
    const before = shown.slice(0, at).trimEnd().at(-1) ?? '';
    const after = shown.slice(at + text.length).trimStart()[0] ?? '.';
    const inQuotes = before !== '' && quotes.includes(before) && `${quotes}\\`.includes(after);
    // "Invalid content: My PIN is 4711".
    if (inQuotes || before === ':' && text.length >= shortest / 3 && `${quotes}\\.,;)`.includes(after)) shown = `${shown.slice(0, at)}${hidden}${shown.slice(at + text.length)}`;
  }
  return shown;
}

function withoutPassages(reason: string, asked: string): string {
  let message = reason;
  for (let at = 0; at + probe <= message.length; at += probe / 2) {
    const found = passage(message, asked, at);
    if (!found || found.end - found.begin < shortest) continue;
    message = `${message.slice(0, found.begin)}${hidden}${message.slice(found.end)}`;
    at = Math.floor(found.begin / probe) * probe;
  }
  return message;
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

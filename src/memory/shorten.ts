import { endsInHalf } from '../chat/half-character';
import type { Message } from '../chat/chat';
import type { Most, Turn } from './trim';

/** Stands where the middle of a text was, so that a model does not take the two ends for one sentence. */
const gap = '\n[...]\n';
/** Less of a text tells nobody what it was about. */
const leastLetters = 40;

/**
 * A turn that alone is larger than what is remembered, made to fit: whoever asks for more of the last answer must not meet a model that knows
 * of none. First its tool calls and their results are left out, then the middles of its longest texts, as much of each as fits.
 * Undefined where even so it does not.
 */
export function shorten(turn: Turn, most: Most, sizeOf: (turn: Turn) => number): Turn | undefined {
  const spoken: Turn = { atMs: turn.atMs, messages: turn.messages.filter(({ role, content }) => role !== 'tool' && typeof content === 'string') };
  if (spoken.messages.length > most.messages) return undefined;
  if (sizeOf(spoken) <= most.size) return spoken;
  let short: Turn | undefined;
  let fitting = leastLetters;
  let tooLong = spoken.messages.reduce((longest, { content }) => Math.max(longest, content.length), 0);
  for (let letters = leastLetters; letters < tooLong; letters = Math.floor((fitting + tooLong) / 2)) {
    const tried: Turn = { atMs: turn.atMs, messages: spoken.messages.map((message) => withLetters(message, letters)) };
    if (sizeOf(tried) > most.size) tooLong = letters;
    else if (short && letters - fitting <= fitting / 16) return tried;
    else [short, fitting] = [tried, letters];
  }
  return short;
}

function withLetters(message: Message, letters: number): Message {
  const text = message.content as string;
  if (text.length <= letters) return message;
  const tail = Math.floor((letters - gap.length) / 3);
  const head = text.slice(0, letters - gap.length - tail);
  const end = text.slice(text.length - tail);
  // Never between the two halves of one character.
  const begins = endsInHalf(text.slice(0, text.length - tail)) ? end.slice(1) : end;
  return { ...message, content: (endsInHalf(head) ? head.slice(0, -1) : head) + gap + begins };
}

import type { Weight } from './scripts';
import { walk } from './sign-states';

/** Beyond this many UTF-16 units a text is counted in evenly spread pieces: a prompt must never stop the event loop. */
const wholeUpTo = 500_000;
const pieces = 64;
const pieceSize = Math.floor(wholeUpTo / pieces);

/**
 * How many tokens a text has, by kinds of signs and the lengths of their runs: one linear pass of a few milliseconds a megabyte,
 * whatever stands there. An exact tokenizer costs a hundred times as much, freezes on one long run, and is right for one vendor only.
 */
export function textTokens(text: string): Weight {
  if (text.length <= wholeUpTo) return walk(text, [0, text.length]);
  const { low, estimate, high } = walk(text, spread(text.length));
  const scale = text.length / (pieces * pieceSize);
  return { low: low * scale, estimate: estimate * scale, high: high * scale };
}

function spread(length: number): number[] {
  const step = (length - pieceSize) / (pieces - 1);
  return Array.from({ length: pieces }, (_, piece) => Math.floor(piece * step)).flatMap((from) => [from, from + pieceSize]);
}

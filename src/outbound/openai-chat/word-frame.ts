import type { Part } from '../../chat/part';

/** What a chunk says, and OpenAI's `obfuscation`: random letters in each chunk, which nobody reads. */
interface Said { word: string; filler?: string }

/** What cannot stand as it is between JSON's quotes. */
const written = /["\\\p{Cc}]/u;
/** So often a frame is looked for; more often only where those before were of use. */
const tries = 4;
const usesForAnotherTry = 8;

/**
 * The chunks of a stream are alike but for the word that each says. What stands around the word is learnt from one that was parsed,
 * and found again in those that follow by comparing text, which takes a third of the time of parsing them.
 */
export class WordFrame {
  /** What is alike: before, between and behind word and filler. */
  private around: readonly string[] | undefined;
  private wordPlace = 0;
  private learnt = 0;
  private uses = 0;

  /** The word of this chunk, where all else of it is as in the one that was learnt; undefined where it has to be parsed. */
  word(data: string): string | undefined {
    const { around } = this;
    if (around === undefined) return undefined;
    const last = around.length - 1;
    let word = '';
    let at = 0;
    for (let place = 0; place < last; place++) {
      const piece = around[place] as string;
      const from = at;
      at += piece.length;
      // Five times as fast as `startsWith`.
      if (data.slice(from, at) !== piece) return undefined;
      const end = data.indexOf('"', at);
      if (end === -1) return undefined;
      const between = data.slice(at, end);
      if (written.test(between)) return undefined;
      if (place === this.wordPlace) word = copyOf(between);
      at = end;
    }
    // No word at all may mean something else.
    if (word === '' || data.slice(at) !== around[last]) return undefined;
    this.uses++;
    return word;
  }

  /** From a chunk that was parsed, and what it came to. Where it did not just say a word, what was learnt holds no longer. */
  learn(data: string, chunk: unknown, parts: readonly Part[]): void {
    this.around = undefined;
    const [only] = parts;
    if (parts.length !== 1 || only?.type !== 'text' || this.learnt >= tries + this.uses / usesForAnotherTry) return;
    const said = saidBy(chunk);
    if (said?.word !== only.text) return;
    this.learnt++;
    this.around = this.framed(data, said);
  }

  private framed(data: string, { word, filler }: Said): string[] | undefined {
    const places = [{ text: word, at: placeOf(data, word) }];
    if (filler !== undefined) places.push({ text: filler, at: placeOf(data, filler) });
    if (places.some(({ at }) => at === -1)) return undefined;
    places.sort((one, other) => one.at - other.at);
    const around: string[] = [];
    let trial = '';
    let from = 0;
    for (const { text, at } of places) {
      const piece = data.slice(from, at + 1);
      around.push(piece);
      trial += piece + otherThan(text);
      from = at + 1 + text.length;
    }
    around.push(data.slice(from));
    this.wordPlace = places.findIndex(({ text }) => text === word);
    return reads(trial + data.slice(from), otherThan(word), filler && otherThan(filler)) ? around : undefined;
  }
}

/** From this length on, V8 makes a piece of a text that keeps the whole text: the answer would keep all chunks as they came. */
const sharedFrom = 13;

function copyOf(piece: string): string {
  return piece.length < sharedFrom ? piece : JSON.parse(`"${piece}"`) as string;
}

/** What cannot be taken for the text itself, should that stand elsewhere, too. */
function otherThan(text: string): string { return `${text}x`; }

/** A frame is right where other words in it are read as what the chunk says. */
function reads(trial: string, word: string, filler: string | undefined): boolean {
  try {
    const said = saidBy(JSON.parse(trial));
    return said?.word === word && said.filler === filler;
  } catch { return false; }
}

function saidBy(chunk: unknown): Said | undefined {
  const { choices, obfuscation } = chunk as { choices?: unknown; obfuscation?: unknown };
  const choice: unknown = Array.isArray(choices) && choices.length === 1 ? choices[0] : undefined;
  const word = (choice as { delta?: { content?: unknown } | null } | null | undefined)?.delta?.content;
  if (typeof word !== 'string') return undefined;
  return { word, filler: typeof obfuscation === 'string' && obfuscation !== '' ? obfuscation : undefined };
}

/** Where a text first stands in quotes as it is; else -1. */
function placeOf(data: string, text: string): number {
  return text === '' || written.test(text) ? -1 : data.indexOf(`"${text}"`);
}

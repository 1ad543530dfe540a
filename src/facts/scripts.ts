/**
 * What each kind of sign is likely to cost in tokens: at least, most likely, at most. Fitted to o200k over some 400 texts (the Universal
 * Declaration of Human Rights in 80 languages, documents, code, JSON, logs): documents and code come out within a tenth, the larger
 * languages within a quarter. Least and most also hold for these languages with the tokenizers of DeepSeek, Gemma, Qwen, Llama 3 and
 * cl100k, and with a factor of 1.5 that Claude's newer ones are said to need. Languages that models hardly know can cost a third more.
 */
export interface Weight { low: number; estimate: number; high: number }

const weight = (low: number, estimate: number, high: number): Weight => ({ low, estimate, high });

export const weights = [
  /* A run of Latin letters; a capital after a small letter begins a new one, as in "camelCase". */
  weight(0.72, 0.87, 1.35),
  /* Each of its letters beyond the 5th: long words are pieced together. */
  weight(0.05, 0.19, 0.45),
  /* Each beyond the 10th, on top: hardly words any more. */
  weight(0, 0.27, 0.25),
  /* Each letter with an accent. */
  weight(0.2, 1.1, 1.6),
  /* Each capital that follows a capital. */
  weight(0, 0.06, 0.3),
  /* Each group of three digits, which some split into single ones. */
  weight(0.9, 1.3, 3.6),
  /* A run of punctuation; its next three signs; those beyond. */
  weight(0.55, 0.87, 1.3),
  weight(0, 0.05, 0.5),
  weight(0, 0.02, 0.1),
  /* A run of two spaces or more; a run of line breaks; each further one of either. A single space belongs to its word. */
  weight(0.2, 0.6, 1),
  weight(0.2, 0.4, 1),
  weight(0, 0.02, 0.07),
  /* From here on the signs of other scripts, one by one. */
  /* Cyrillic */ weight(0.2, 0.29, 0.75),
  /* Greek */ weight(0.3, 0.41, 1.1),
  /* Georgian, Armenian */ weight(0.25, 0.31, 2.2),
  /* Arabic, Hebrew */ weight(0.28, 0.42, 1.2),
  /* Devanagari to Malayalam */ weight(0.25, 0.39, 2.2),
  /* Sinhala, Thai, Burmese, Khmer */ weight(0.3, 0.55, 2.2),
  /* Hangul */ weight(0.5, 0.75, 1.4),
  /* Chinese characters, kana */ weight(0.5, 0.87, 1.7),
  /* Scripts that tokenizers hardly know: two or three bytes, each a token. */ weight(0.5, 1.8, 4),
  /* Halves of a pair: emoji, rare Chinese characters. */ weight(0.4, 1, 2.1),
] as const;

/** Places in `weights`. */
export const word = 0;
export const longWord = 1;
export const veryLongWord = 2;
export const accent = 3;
export const capitals = 4;
export const digits = 5;
export const marks = 6;
export const moreMarks = 7;
export const manyMarks = 8;
export const spaces = 9;
export const breaks = 10;
export const moreSpace = 11;
const cyrillic = 12;
const greek = 13;
const caucasian = 14;
const semitic = 15;
const indic = 16;
const southEastAsian = 17;
const hangul = 18;
const chinese = 19;
const rare = 20;
const half = 21;
export const kinds = weights.length;

/** Kinds of signs. Those below `foreign` are counted in runs; from it on a kind is a place in `weights`. */
export const small = 0;
export const capital = 1;
export const accented = 2;
export const digit = 3;
export const mark = 4;
export const space = 5;
export const lineBreak = 6;
export const foreign = cyrillic;

/** From each code unit on, up to the next row. Vietnamese (from 0x1e00) is known as well as plain letters are. */
const blocks: readonly [from: number, kind: number][] = [
  [0, space], [0x0a, lineBreak], [0x0b, space], [0x0d, lineBreak], [0x0e, space], [0x21, mark], [0x30, digit], [0x3a, mark], [0x41, capital],
  [0x5b, mark], [0x61, small], [0x7b, mark], [0xa0, space], [0xa1, mark], [0xc0, accented], [0xd7, mark], [0xd8, accented], [0xf7, mark],
  [0xf8, accented], [0x370, greek], [0x400, cyrillic], [0x530, caucasian], [0x590, semitic], [0x780, rare], [0x8a0, semitic],
  [0x900, indic], [0xd80, southEastAsian], [0xe80, rare], [0x1000, southEastAsian], [0x10a0, caucasian], [0x1100, hangul],
  [0x1200, rare], [0x1780, southEastAsian], [0x1800, rare], [0x1c80, cyrillic], [0x1c90, caucasian], [0x1cc0, rare], [0x1e00, small],
  [0x1f00, greek], [0x2000, mark], [0x2c00, rare], [0x2de0, cyrillic], [0x2e00, mark], [0x2e80, chinese], [0x3000, mark],
  [0x3040, chinese], [0x3130, hangul], [0x3190, chinese], [0xa000, rare], [0xa640, cyrillic], [0xa6a0, rare], [0xa720, accented],
  [0xa800, rare], [0xac00, hangul], [0xd800, half], [0xe000, rare], [0xf900, chinese], [0xfb00, rare], [0xfb1d, semitic],
  [0xfe00, mark], [0xfe70, semitic], [0xff00, mark], [0xff66, chinese], [0xffa0, hangul], [0xffe0, mark],
];

/** The kind of each UTF-16 code unit. */
export const kindOf: Readonly<Uint8Array> = blocks.reduce((table, [from, kind]) => table.fill(kind, from), new Uint8Array(0x10000));

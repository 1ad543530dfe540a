/**
 * Splits a model's text into blocks that the page can show: code between fences, headings, lists, paragraphs.
 * Only what models commonly write; all else stays the text it is. Nothing here makes HTML.
 *
 * @typedef {{ kind: 'text' | 'code' | 'strong', text: string }} Piece
 * @typedef {{ kind: 'code', language: string, text: string } | { kind: 'heading' | 'paragraph', pieces: Piece[] }
 *   | { kind: 'list', ordered: boolean, start: number, items: Piece[][] }} Block
 */

const fence = /^ {0,3}(`{3,}|~{3,})\s*([^\s`]*)/;
// With the flag s nothing is left behind a line's text that could have the spaces tried one by one.
const heading = /^#{1,6}\s+(.*)$/s;
const item = /^\s*(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/s;

/** @param {string} text @returns {Block[]} */
export function toBlocks(text) {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    if (lines[at].trim() === '') at += 1;
    else {
      const [block, next] = readBlock(lines, at);
      blocks.push(block);
      at = next;
    }
  }
  return blocks;
}

function readBlock(lines, at) {
  const opened = fence.exec(lines[at]);
  if (opened) return readCode(lines, at + 1, opened);
  const title = heading.exec(lines[at]);
  if (title) return [{ kind: 'heading', pieces: toPieces(title[1]) }, at + 1];
  return item.test(lines[at]) ? readList(lines, at) : readParagraph(lines, at);
}

/** Up to the closing fence, or to the end while the answer is still coming. */
function readCode(lines, start, [, mark, language]) {
  let end = start;
  while (end < lines.length && !isClosing(lines[end], mark)) end += 1;
  return [{ kind: 'code', language, text: lines.slice(start, end).join('\n') }, end + 1];
}

const isClosing = (line, mark) => {
  const bare = line.trim();
  return bare.length >= mark.length && bare === mark[0].repeat(bare.length);
};

function readList(lines, start) {
  const first = item.exec(lines[start]);
  const ordered = first[1] !== undefined;
  const items = [];
  let at = start;
  for (; at < lines.length; at++) {
    const found = item.exec(lines[at]);
    if (found && (found[1] !== undefined) === ordered) items.push(found[2]);
    else if (!found && /^\s+\S/.test(lines[at]) && !fence.test(lines[at])) items.push(`${items.pop()}\n${lines[at].trim()}`);
    else if (lines[at].trim() !== '' || !goesOn(lines[at + 1], ordered)) break;
  }
  return [{ kind: 'list', ordered, start: ordered ? Number(first[1]) : 1, items: items.map(toPieces) }, at];
}

/** A blank line between two items does not end a list. */
const goesOn = (line, ordered) => {
  const found = item.exec(line ?? '');
  return found !== null && (found[1] !== undefined) === ordered;
};

function readParagraph(lines, start) {
  let end = start + 1;
  while (end < lines.length && lines[end].trim() !== '' && !fence.test(lines[end]) && !heading.test(lines[end]) && !item.test(lines[end])) end += 1;
  return [{ kind: 'paragraph', pieces: toPieces(lines.slice(start, end).join('\n')) }, end];
}

/**
 * Inline code and strong words. A run of backticks opens code that the next run of the same length closes, or as many of its last ones
 * as some later run has. Each place is looked at once, as all is read again with every piece that comes.
 *
 * @returns {Piece[]}
 */
function toPieces(text) {
  const pieces = [];
  const runs = runsOf(text);
  const closer = strongCloser(text);
  const marks = /`+|\*\*/g;
  let done = 0;
  const add = (kind, begin, inner, innerEnd, end) => {
    if (begin > done) pieces.push({ kind: 'text', text: text.slice(done, begin) });
    pieces.push({ kind, text: text.slice(inner, innerEnd) });
    marks.lastIndex = done = end;
  };
  for (let found = marks.exec(text); found; found = marks.exec(text)) {
    const { index, 0: mark } = found;
    const after = index + mark.length;
    if (mark[0] === '`') {
      let length = mark.length;
      while (length > 0 && runs.next(length, after) < 0) length -= 1;
      if (length > 0) add('code', after - length, after, runs.next(length, after), runs.next(length, after) + length);
    } else {
      const end = isSpace(text[after]) ? -1 : closer(after + 1);
      if (end < 0) marks.lastIndex = index + 1;
      else add('strong', index, after, end, end + 2);
    }
  }
  if (done < text.length) pieces.push({ kind: 'text', text: text.slice(done) });
  return pieces;
}

const isSpace = (letter) => letter === undefined || letter.trim() === '';

/** Where the next run of so many backticks begins, or -1. To be asked for places that only go forward. */
function runsOf(text) {
  const byLength = new Map();
  for (const { index, 0: { length } } of text.matchAll(/`+/g)) {
    const known = byLength.get(length);
    if (known) known.places.push(index);
    else byLength.set(length, { places: [index], at: 0 });
  }
  return {
    next(length, from) {
      const known = byLength.get(length);
      if (!known) return -1;
      while (known.places[known.at] < from) known.at += 1;
      return known.places[known.at] ?? -1;
    },
  };
}

/** Where the next mark stands that can close strong words, with no space before it, or -1. To be asked for places that only go forward. */
function strongCloser(text) {
  let at = 0;
  return (from) => {
    if (at >= 0 && at < from) at = text.indexOf('**', from);
    while (at >= 0 && isSpace(text[at - 1])) at = text.indexOf('**', at + 1);
    return at;
  };
}

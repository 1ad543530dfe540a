/**
 * Splits a model's text into blocks that the page can show: code between fences, headings, lists, paragraphs.
 * Only what models commonly write; all else stays the text it is. Nothing here makes HTML.
 *
 * @typedef {{ kind: 'text' | 'code' | 'strong', text: string }} Piece
 * @typedef {{ kind: 'code', language: string, text: string } | { kind: 'heading' | 'paragraph', pieces: Piece[] }
 *   | { kind: 'list', ordered: boolean, start: number, items: Piece[][] }} Block
 */

const fence = /^ {0,3}(`{3,}|~{3,})\s*([^\s`]*)/;
const heading = /^#{1,6}\s+(.*)$/;
const item = /^\s*(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;

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

/** Inline code and strong words. @returns {Piece[]} */
function toPieces(text) {
  const pieces = [];
  let done = 0;
  for (const found of text.matchAll(/(`+)(?!`)(.+?)(?<!`)\1(?!`)|\*\*(?=\S)(.+?)(?<=\S)\*\*/gs)) {
    if (found.index > done) pieces.push({ kind: 'text', text: text.slice(done, found.index) });
    pieces.push(found[1] ? { kind: 'code', text: found[2] } : { kind: 'strong', text: found[3] });
    done = found.index + found[0].length;
  }
  if (done < text.length) pieces.push({ kind: 'text', text: text.slice(done) });
  return pieces;
}

import { readFileSync, writeFileSync } from 'node:fs';

const begin = '<!-- what `npm run bench -- --write` prints -->';
const end = '<!-- end -->';

/** Puts the text of a run in the place of the last one's, in a document that has a place for it. */
export function writeInto(file, text) {
  const whole = readFileSync(file, 'utf8');
  const from = whole.indexOf(begin);
  const to = whole.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${file} has no place for the tables: '${begin}' ... '${end}'.`);
  writeFileSync(file, `${whole.slice(0, from)}${begin}\n\n${text.trim()}\n\n${whole.slice(to)}`);
}

import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** "6 Jan 12:00:00 - [warn] ..." in whatever language the date is. */
const entry = / - \[(\w+)\] /;

/** Warnings that a new user directory always gives, and that mean nothing here. */
const harmless = /\[warn\] (Projects disabled|Encrypted credentials not found)/;

/**
 * Whether a line of Node-RED's log is shown: warnings and errors with the lines that go with them, and what our own nodes say of each request.
 * @returns {(line: string) => boolean} to be asked line by line
 */
export function makeFilter() {
  let shown = false;
  return (line) => {
    const level = entry.exec(line)?.[1];
    if (level) shown = (['warn', 'error', 'fatal'].includes(level) && !harmless.test(line)) || line.includes('[switchyard-');
    return shown && line.trim() !== '';
  };
}

/**
 * Writes all that a child says into a file, and shows what matters.
 * @param {(line: string) => void} show
 */
export function keepLog(child, file, show) {
  const log = createWriteStream(file);
  const isShown = makeFilter();
  createInterface({ input: child.stdout }).on('line', (line) => {
    log.write(`${line}\n`);
    if (isShown(line)) show(line);
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.write(`${line}\n`);
    show(line);
  });
}

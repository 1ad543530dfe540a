import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let base: string | undefined;

/** A new directory that is removed when the process ends. */
export function temporaryDirectory(): string {
  if (!base) {
    const made = mkdtempSync(join(tmpdir(), 'switchyard-test-'));
    base = made;
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  }
  return mkdtempSync(join(base, 'd-'));
}

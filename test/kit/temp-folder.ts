import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new empty folder for each test of the suite that calls this; gone after it. */
export function tempFolder(): () => string {
  let folder = '';
  beforeEach(() => { folder = realpathSync(mkdtempSync(join(tmpdir(), 'switchyard-test-'))); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}

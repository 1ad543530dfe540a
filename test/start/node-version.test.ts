import assert from 'node:assert/strict';
import { importScript } from '../kit/practice-provider';

describe('npm start on an old Node.js', () => {
  let oldNodeLine: (version: string) => string | undefined;
  before(async () => { ({ oldNodeLine } = await importScript<{ oldNodeLine: typeof oldNodeLine }>('start/node-version.mjs')); });

  it('gives one line that names the version it needs', () => {
    for (const version of ['v0.12.18', 'v12.22.0', 'v18.20.4', 'v20.18.3']) {
      assert.equal(oldNodeLine(version), `Node.js ${version} is too old: this needs 20.19 or later. Get it at https://nodejs.org`);
    }
  });

  it('goes on with one that is new enough', () => {
    for (const version of ['v20.19.0', 'v20.20.2', 'v22.9.0', 'v24.21.0', 'v100.0.0']) assert.equal(oldNodeLine(version), undefined);
  });
});

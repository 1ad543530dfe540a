import assert from 'node:assert/strict';
import { providerDialects } from '../../src/outbound';
import { auths } from '../../src/outbound/auth';
import { catalogModels } from '../../src/outbound/catalog';
import { findVendor, vendors } from '../../src/outbound/vendors';

describe('vendor rows', () => {
  it('have names of their own, and are found by them', () => {
    assert.equal(new Set(vendors.map((row) => row.id)).size, vendors.length);
    assert.equal(new Set(vendors.map((row) => row.label)).size, vendors.length);
    for (const row of vendors) assert.equal(findVendor(row.id), row);
    assert.equal(findVendor('nobody'), undefined);
  });
  for (const row of vendors) {
    it(`${row.id} is whole`, () => {
      assert.ok(row.dialect in providerDialects);
      assert.ok(row.auth in auths);
      if (row.address !== '') assert.ok(URL.canParse(row.address) && !row.address.endsWith('/'));
      assert.ok(row.address.startsWith('https://') || row.local || row.id === 'litellm' || row.address === '', 'only servers of the user\'s own speak plain http');
      for (const [name, kind] of Object.entries(row.headers ?? {})) assert.equal(name.toLowerCase(), name, kind);
      for (const name of row.keyVariables) assert.match(name, /^[A-Z][A-Z0-9_]+$/);
      assert.ok(row.starters.length <= 3);
      const names = catalogModels(row.id).map((model) => model.name);
      for (const starter of row.starters) assert.ok(names.includes(starter), `${starter} is known`);
    });
  }
});

describe('keys', () => {
  it('go as each vendor wants them, and not at all where there is none', async () => {
    assert.deepEqual(await auths.bearer.headers('k'), { authorization: 'Bearer k' });
    assert.deepEqual(await auths['x-api-key'].headers('k'), { 'x-api-key': 'k' });
    assert.deepEqual(await auths['api-key'].headers('k'), { 'api-key': 'k' });
    assert.deepEqual(await auths.none.headers('k'), { authorization: 'Bearer k' });
    for (const auth of Object.values(auths)) assert.deepEqual(await auth.headers(undefined), {});
  });
});

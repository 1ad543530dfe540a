import assert from 'node:assert/strict';
import type { Request, Response } from 'express';
import type { NodeAPI } from 'node-red';
import { crossOrigin } from '../../../nodes/endpoint/cross-origin';

const page = 'https://shop.example';

/** The headers that a request from this origin gets; undefined: nothing stands before the routes at all. */
function headersFor(httpNodeCors: unknown, origin: string | undefined): Record<string, string> | undefined {
  const handler = crossOrigin({ settings: { httpNodeCors } } as unknown as NodeAPI);
  if (!handler) return undefined;
  const headers: Record<string, string> = {};
  let passed = 0;
  const response = {
    set(name: string, value: string) { headers[name] = value; return this; },
    vary(name: string) { headers.vary = name; return this; },
  };
  handler({ headers: { origin } } as Request, response as unknown as Response, () => { passed++; });
  assert.equal(passed, 1, 'the request goes on, once');
  return headers;
}

describe('pages of other origins', () => {
  it('are let in by nothing where settings.js does not say so', () => {
    for (const setting of [undefined, null, false]) assert.equal(headersFor(setting, page), undefined);
  });

  for (const [what, origin] of [['by name', page], ['in a list', ['https://other.example', page]], ['by a pattern', /^https:\/\/shop\.example$/], ['as whoever asks', true]] as [string, unknown][]) {
    it(`are let in where they are allowed ${what}, and told so by their own name`, () => {
      assert.deepEqual(headersFor({ origin }, page), { 'access-control-allow-origin': page, vary: 'Origin' });
    });
  }

  it('are let in where all are', () => {
    assert.deepEqual(headersFor({ origin: '*' }, page), { 'access-control-allow-origin': '*', vary: 'Origin' });
    assert.deepEqual(headersFor({}, page), { 'access-control-allow-origin': '*', vary: 'Origin' });
  });

  for (const [what, origin] of [['another name', 'https://other.example'], ['a list without it', ['https://other.example', /^http:/]], ['a pattern that does not fit', /^https:\/\/other/], ['nobody', false], ['a beginning of its name', 'https://shop']] as [string, unknown][]) {
    it(`stay out where ${what} is allowed`, () => assert.deepEqual(headersFor({ origin, credentials: true }, page), {}));
  }

  it('may send cookies only where that is set', () => {
    assert.equal(headersFor({ origin: page, credentials: true }, page)?.['access-control-allow-credentials'], 'true');
    assert.equal(headersFor({ origin: page }, page)?.['access-control-allow-credentials'], undefined);
  });

  it('are no matter to a program, which has no origin', () => assert.deepEqual(headersFor({ origin: '*' }, undefined), {}));
});

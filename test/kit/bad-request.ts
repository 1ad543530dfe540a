import assert from 'node:assert/strict';
import { FailureError } from '../../src/chat/failure';

/** `act` must be refused as the client's mistake, naming this field, in these words. */
export function badRequest(act: () => unknown, field: string, words: RegExp): void {
  assert.throws(act, (error: unknown) => {
    assert.ok(error instanceof FailureError, `a FailureError, not ${String(error)}`);
    assert.deepEqual({ kind: error.failure.kind, field: error.failure.field }, { kind: 'bad_request', field });
    assert.match(error.message, words);
    return true;
  });
}

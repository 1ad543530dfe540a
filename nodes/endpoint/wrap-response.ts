import type { Response } from 'express';

/** The methods that `http in`'s wrapper has. `http response` uses only `_res`; these are for nodes that call `msg.res` directly. */
const methods = [
  'append', 'attachment', 'cookie', 'clearCookie', 'download', 'end', 'format', 'get', 'json', 'jsonp', 'links', 'location', 'redirect',
  'render', 'send', 'sendFile', 'sendStatus', 'set', 'status', 'type', 'vary',
] as const;

/** A response as `http in` puts it on a message, so that every node that works behind `http in` works here, too. */
class Wrapper {
  constructor(readonly _res: Response) {}
}
// On the prototype: made once, not 21 functions for each request.
for (const method of methods) {
  Object.defineProperty(Wrapper.prototype, method, {
    enumerable: true, writable: true,
    value(this: Wrapper, ...given: unknown[]): unknown {
      const result = (this._res[method] as (...given: unknown[]) => unknown).apply(this._res, given);
      return result === this._res ? this : result;
    },
  });
}

export function wrapResponse(response: Response): Wrapper & Record<string, unknown> {
  return new Wrapper(response) as Wrapper & Record<string, unknown>;
}

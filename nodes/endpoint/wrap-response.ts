import type { Response } from 'express';

/** The methods that `http in`'s wrapper has. `http response` uses only `_res`; these are for nodes that call `msg.res` directly. */
const methods = [
  'append', 'attachment', 'cookie', 'clearCookie', 'download', 'end', 'format', 'get', 'json', 'jsonp', 'links', 'location', 'redirect',
  'render', 'send', 'sendFile', 'sendStatus', 'set', 'status', 'type', 'vary',
] as const;

/** A response as `http in` puts it on a message, so that every node that works behind `http in` works here, too. */
export function wrapResponse(response: Response): { _res: Response } & Record<string, unknown> {
  const wrapper: { _res: Response } & Record<string, unknown> = { _res: response };
  for (const method of methods) {
    wrapper[method] = (...given: unknown[]): unknown => {
      const result = (response[method] as (...given: unknown[]) => unknown).apply(response, given);
      return result === response ? wrapper : result;
    };
  }
  return wrapper;
}


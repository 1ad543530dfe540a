import type { Response } from 'express';

/**
 * `http response` would send a model's words as HTML. Only texts without a type of their own are changed, at the moment they are sent: a
 * header on the message would go along with JSON that the flow makes later, and with an http request on the way.
 */
export function sendTextsPlain(response: Response | undefined): void {
  if (typeof response?.send !== 'function' || response.headersSent) return;
  const send = response.send as (this: Response, body?: unknown) => Response;
  const sendPlain = function (this: Response, body?: unknown): Response {
    if (typeof body === 'string' && this.get('content-type') === undefined) this.type('text/plain');
    return send.call(this, body);
  };
  response.send = sendPlain;
}

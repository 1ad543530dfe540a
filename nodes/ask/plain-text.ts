import type { Response } from 'express';

/** What http response calls, and what we know it by. */
type Send = (this: Response, body?: unknown) => Response;
/** An Express application, of which the typings do not name what all its responses inherit from. */
interface Application { response?: { send: Send } }
const changed = new WeakSet<object>();
const mark = 'switchyardPlain';

/**
 * `http response` would send a model's words as HTML. Only texts without a type of their own are changed, at the moment they are sent: a
 * header on the message would go along with JSON that the flow makes later, and with an http request on the way. The response itself is only
 * marked in its locals: a method of its own would cost it the hidden class that it shares with all others.
 */
export function sendTextsPlain(httpNode: unknown, response: Response | undefined): void {
  const app = httpNode as Application | undefined;
  if (!app?.response || !response?.locals || response.headersSent) return;
  response.locals[mark] = true;
  if (changed.has(app)) return;
  changed.add(app);
  const { send } = app.response;
  const sendPlain: Send = function (body) {
    if (typeof body === 'string' && this.locals?.[mark] === true && this.get('content-type') === undefined) this.type('text/plain');
    return send.call(this, body);
  };
  app.response.send = sendPlain;
}

import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/**
 * Gives each request that posts JSON all the properties that it will have, before Express sees it; their values stay what they would
 * be. `wanted` says whether there is anybody who profits.
 *
 * Express 4 changes the prototype of each request and response. In the V8 of Node.js 20, a property that is added after that gives
 * each object a hidden class of its own: no access to it is ever predicted, and the classes, which live in the old space, keep
 * their objects from being collected young. That takes a tenth of the CPU of a request. Returns what ends it.
 */
export function steadyShape(server: Server | undefined, wanted: () => boolean): () => void {
  if (typeof server?.prependListener !== 'function') return () => {};
  const shape = (request: IncomingMessage, response: ServerResponse): void => {
    const { headers, method } = request;
    if (method !== 'POST' || !headers['content-type']?.includes('json') || !wanted()) return;
    try {
      fillRequest(request as unknown as Open);
      (request as unknown as { _eventsCount: number })._eventsCount = request.eventNames().length;
      Object.defineProperty(request, 'headers', { value: headers, enumerable: true, writable: true, configurable: true });
      fillResponse(response as unknown as Open);
      // Its own from now on; it stands on the prototype.
      const { statusCode } = response;
      response.statusCode = statusCode;
    } catch {
      // Somebody before us has fixed a property. It is slower then; thrown here, it would end Node-RED.
    }
  };
  server.prependListener('request', shape);
  return () => { server.off('request', shape); };
}

type Open = Record<string, unknown>;

/** What Express 4, Node-RED's `http in` with its body parsers, and we put on a request on the way. Each by its name: in a loop the engine predicts none. */
function fillRequest(request: Open): void {
  request.next ??= undefined;
  request.res ??= undefined;
  request.baseUrl ??= undefined;
  request.originalUrl ??= undefined;
  request._parsedUrl ??= undefined;
  request.params ??= undefined;
  request.query ??= undefined;
  request.route ??= undefined;
  request.secret ??= undefined;
  request.cookies ??= undefined;
  request.signedCookies ??= undefined;
  request.body ??= undefined;
  request._body ??= undefined;
  request.length ??= undefined;
}

function fillResponse(response: Open): void {
  response.locals ??= undefined;
  response._msgid ??= undefined;
  response.statusMessage ??= undefined;
}

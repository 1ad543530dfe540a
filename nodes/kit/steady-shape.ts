import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** What Express 4, Node-RED's `http in` with its body parsers, and we put on a request on the way. */
const onRequest = [
  'next', 'res', 'baseUrl', 'originalUrl', '_parsedUrl', 'params', 'query', 'route',
  'secret', 'cookies', 'signedCookies', 'body', '_body', 'length',
] as const;
const onResponse = ['locals', '_msgid', 'statusMessage'] as const;

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
      fill(request, onRequest);
      (request as unknown as { _eventsCount: number })._eventsCount = request.eventNames().length;
      Object.defineProperty(request, 'headers', { value: headers, enumerable: true, writable: true, configurable: true });
      fill(response, onResponse);
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

function fill(object: unknown, names: readonly string[]): void {
  const open = object as Record<string, unknown>;
  for (const name of names) open[name] ??= undefined;
}

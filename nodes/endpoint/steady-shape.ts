import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** What Express 4, Node.js and we put on a request and a response on the way. */
const onRequest = ['next', 'res', 'baseUrl', 'originalUrl', '_parsedUrl', 'params', 'query', 'route', 'body'] as const;

type Open = Record<string, unknown>;

/**
 * Gives requests to `ends` all the properties that they will have, before Express sees them; their values stay what they would be.
 *
 * Express 4 changes the prototype of each request and response. In the V8 of Node.js 20, a property that is added after that gives
 * each object a hidden class of its own: no access to it is ever predicted, and the classes, which live in the old space, keep
 * their objects from being collected young. That takes a tenth of the CPU of a request. Returns what ends it.
 */
export function steadyShape(server: Server | undefined, ends: string): () => void {
  if (typeof server?.prependListener !== 'function') return () => {};
  const shape = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.method !== 'POST' || !request.url?.includes(ends)) return;
    const open = request as unknown as Open;
    for (const name of onRequest) open[name] ??= undefined;
    open._eventsCount = request.eventNames().length;
    Object.defineProperty(request, 'headers', { value: request.headers, enumerable: true, writable: true, configurable: true });
    (response as unknown as Open).locals ??= undefined;
    response.statusCode = 200;
    response.statusMessage = undefined as unknown as string;
  };
  server.prependListener('request', shape);
  return () => { server.off('request', shape); };
}

import type { Failure } from '../chat/failure';

/**
 * Headers about trying again. `x-should-retry: false`, since the router has tried again already: the vendors' clients
 * would multiply the load. `retry-after` is in whole seconds, at least 1: 0 would mean at once.
 */
export function retryHeaders({ retryAfterMs }: Failure): Record<string, string> {
  return {
    'x-should-retry': 'false',
    ...(retryAfterMs !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) }),
  };
}

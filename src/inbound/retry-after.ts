import { failures, type Failure } from '../chat/failure';

/** Where no vendor said how long: as long as the router itself leaves such a model alone at first. */
const standardMs = 2_000;

/**
 * Headers about trying again. `x-should-retry: false`, since the router has tried again already: the vendors' clients
 * would multiply the load. `retry-after` is in whole seconds, at least 1: 0 would mean at once.
 */
export function retryHeaders({ kind, retryAfterMs }: Failure): Record<string, string> {
  const waitMs = retryAfterMs ?? (failures[kind].status === 429 ? standardMs : undefined);
  return {
    'x-should-retry': 'false',
    ...(waitMs !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))) }),
  };
}

import { failure, type Failure } from '../chat/failure';

/** Deeper than any request; `JSON.stringify` fails from some thousands on. */
const deepest = 1_000;

interface Place { value: object; path: string; within: Place | undefined; depth: number }

/**
 * What of a chat cannot be written as JSON, as its client's mistake: a flow may put anything on a message. Undefined where all can be.
 * Asked only once something has failed, since it looks at everything.
 */
export function notJson(chat: object): Failure | undefined {
  const places: Place[] = [{ value: chat, path: '', within: undefined, depth: 0 }];
  const seen = new Set<object>();
  for (let place = places.pop(); place; place = places.pop()) {
    if (seen.has(place.value)) continue;
    seen.add(place.value);
    try {
      const { toJSON } = place.value as { toJSON?: unknown };
      if (typeof toJSON === 'function') { JSON.stringify(place.value); continue; }
      for (const key of Object.keys(place.value)) {
        const value = (place.value as Record<string, unknown>)[key];
        const path = pathTo(place, key);
        if (typeof value === 'bigint') return told(path, 'is a BigInt, which JSON does not have: make it a number or a text');
        if (typeof value !== 'object' || value === null) continue;
        if (holds(place, value)) return told(path, 'leads back to what it stands in, so that it has no end: leave it out');
        if (place.depth >= deepest) return told(path, 'is nested too deeply to be sent');
        places.push({ value, path, within: place, depth: place.depth + 1 });
      }
    } catch {
      return told(place.path, 'cannot be written as JSON, since reading it ends with an error: leave it out, or make it plain data');
    }
  }
  return undefined;
}

function holds(place: Place, value: object): boolean {
  for (let outer: Place | undefined = place; outer; outer = outer.within) if (outer.value === value) return true;
  return false;
}

/** As the client wrote it: what the router has no word for stands in `extra`, by dialect, which is no part of the request. */
function pathTo({ value, path, within }: Place, key: string): string {
  const dialects = within && value === (within.value as { extra?: unknown }).extra;
  if (key === 'extra' && !Array.isArray(value) || dialects) return path;
  if (Array.isArray(value)) return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** The whole path may be as long as the circle is. */
function told(path: string, what: string): Failure {
  const field = path.length > 200 ? `${path.slice(0, 200)}...` : path || 'body';
  return failure('bad_request', `${field} ${what}.`, { field });
}

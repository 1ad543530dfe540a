import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { unsetVariable } from '../kit/unset-variable';

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Who may ask here. Keys are held as their SHA-256 only. */
export interface ClientKeys {
  /** Nobody needs a key. */
  readonly open: boolean;
  /** Of so many callers there is no key, as in a flow that is imported without its credentials, or whose variables are not set. */
  readonly missing: number;
  /** The name of the caller whose key a request shows, or undefined. */
  callerOf(headers: IncomingHttpHeaders): string | undefined;
}

/** Keys by the names of their callers. A caller without a key (a flow is imported without credentials) keeps the door shut, but opens it to nobody. */
export function clientKeys(callers: readonly { name: string; slot: string }[], credentials: Readonly<Record<string, string | undefined>> = {}): ClientKeys {
  const keys = callers.flatMap(({ name, slot }) => {
    const key = credentials[slot]?.trim();
    // What stands for a variable that is not set is no secret.
    return key && unsetVariable(key) === undefined ? [{ name, hash: hash(key) }] : [];
  });
  return {
    open: callers.length === 0,
    missing: callers.length - keys.length,
    callerOf(headers) {
      const shown = keyOf(headers);
      if (shown === undefined) return undefined;
      const wanted = hash(shown);
      let caller: string | undefined;
      // All are compared, in the same time whichever it is.
      for (const key of keys) if (timingSafeEqual(key.hash, wanted)) caller ??= key.name;
      return caller;
    },
  };
}

/** Where the clients of the known vendors put their key. */
function keyOf(headers: IncomingHttpHeaders): string | undefined {
  const bearer = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const other = headers['x-api-key'] ?? headers['api-key'];
  return bearer ?? (typeof other === 'string' && other !== '' ? other : undefined);
}

/** The headers that may hold a client's key do not go on into a flow, where a Debug node would show them. */
export function hideKeys(request: { headers: IncomingHttpHeaders; rawHeaders?: string[] }): void {
  const secret = ['authorization', 'x-api-key', 'api-key'];
  for (const name of secret) delete request.headers[name];
  const raw = request.rawHeaders ?? [];
  for (let index = raw.length - 2; index >= 0; index -= 2) if (secret.includes((raw[index] ?? '').toLowerCase())) raw.splice(index, 2);
}

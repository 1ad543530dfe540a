import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Who may ask here. Keys are held as their SHA-256 only. */
export interface ClientKeys {
  /** Nobody needs a key. */
  readonly open: boolean;
  /** The name of the caller whose key a request shows, or undefined. */
  callerOf(headers: IncomingHttpHeaders): string | undefined;
}

/** Client keys from a "name: key" a line; a line without a name is called by its number. */
export function clientKeys(text: string | undefined): ClientKeys {
  const keys = (text ?? '').split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#')).map((line, index) => {
    const colon = line.indexOf(':');
    const name = colon > 0 ? line.slice(0, colon).trim() : `client ${index + 1}`;
    return { name, hash: hash(line.slice(colon + 1).trim()) };
  });
  return {
    open: keys.length === 0,
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

import type { Call } from '../net/net';
import type { Served } from './snapshot';

/** A call with the user's own headers and the key: the only place where a key meets a request. */
export async function withKey(call: Call, { auth, config }: Pick<Served, 'auth' | 'config'>): Promise<Call> {
  const headers: Record<string, string> = { 'accept-encoding': 'identity', ...call.headers };
  for (const [name, value] of Object.entries(config.headers ?? {})) headers[name.toLowerCase()] = value;
  const secret = auth.headers(config.key);
  Object.assign(headers, secret instanceof Promise ? await secret : secret);
  return { ...call, headers };
}

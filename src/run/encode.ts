import type { Chat } from '../chat/chat';
import type { Call } from '../net/net';
import type { How, Warning } from '../outbound/dialect';
import type { Chosen } from './chooser';

/** The call as it goes out: translated, with the user's own headers and the key. The only place where a key meets a request. */
export async function encodeCall(chat: Chat, chosen: Chosen, how: How): Promise<{ call: Call; warnings: Warning[] }> {
  const { dialect, target, auth, config } = chosen.served;
  const { call, warnings } = dialect.encode(chat, target, how);
  const secret = auth.headers(config.key);
  const headers: Record<string, string> = { ...call.headers, 'accept-encoding': 'identity' };
  for (const [name, value] of Object.entries(config.headers ?? {})) headers[name.toLowerCase()] = value;
  Object.assign(headers, secret instanceof Promise ? await secret : secret);
  return { call: { ...call, headers }, warnings };
}

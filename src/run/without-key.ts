import type { Failure } from '../chat/failure';
import type { ProviderConfig } from './provider-config';

/** Shorter texts are no secrets, and would be found in any sentence. */
const shortest = 8;

/**
 * A failure's words without what was sent to prove who we are. Vendors echo keys in their error texts; patterns find most of them
 * when a text is quoted, but a key may look like any word. One that was cut off with the end of its quote is found, too.
 */
export function withoutKey(reason: Failure, config: ProviderConfig): Failure {
  const secrets = [config.key ?? '', ...Object.values(config.headers ?? {}).flatMap((value) => [value, ...value.split(/\s+/)])].filter((text) => text.length >= shortest);
  if (secrets.length === 0) return reason;
  const hide = (text: string): string => secrets.reduce(hideOne, text);
  return {
    ...reason, message: hide(reason.message),
    ...(reason.field !== undefined && { field: hide(reason.field) }),
    ...(reason.vendorCode !== undefined && { vendorCode: hide(reason.vendorCode) }),
  };
}

function hideOne(text: string, secret: string): string {
  let shown = text.replaceAll(secret, '***');
  for (let length = secret.length - 1; length >= shortest; length--) shown = shown.replaceAll(`${secret.slice(0, length)}...`, '***...');
  return shown;
}

import type { Call } from '../../net/net';
import type { VendorRow } from '../vendors';

/** The call that lists the models. */
export function modelsCall(address: string, vendor: VendorRow): Call {
  const url = vendor.modelsAddress ?? `${address.replace(/\/chat\/completions$/, '')}/models`;
  return { method: 'GET', url, headers: { accept: 'application/json', ...vendor.headers } };
}

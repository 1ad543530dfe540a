import type { Call } from '../../net/net';
import type { VendorRow } from '../vendors';
import { apiUrl, versionHeader } from './encode';

/** The call that lists the models, all on one page. */
export function modelsCall(address: string, vendor: VendorRow): Call {
  return { method: 'GET', url: vendor.modelsAddress ?? apiUrl(address, '/models?limit=1000'), headers: { accept: 'application/json', ...versionHeader(vendor.headers) } };
}

import { hostedVendors } from './vendors/hosted';
import { localVendors } from './vendors/local';
import { openVendors } from './vendors/open-models';
import type { VendorRow } from './vendors/row';

export type { Differences, VendorRow } from './vendors/row';

/** All vendors, in the order of the list that people choose from. Plain data: the editor reads it too. */
export const vendors: readonly VendorRow[] = [...hostedVendors, ...openVendors, ...localVendors];

const byId = new Map(vendors.map((row) => [row.id, row]));

export function findVendor(id: string): VendorRow | undefined {
  return byId.get(id);
}

import type { ModelFacts } from '../../../src/chat/model';
import type { Target } from '../../../src/outbound/dialect';
import { findVendor } from '../../../src/outbound/vendors';

export const everything: ModelFacts['can'] = { tools: true, images: true, audio: true, files: true, json: 'schema', reasoning: false, prefill: false };

/** A model at a vendor, with facts that a test sets. */
export function targetOf(vendorId: string, name: string, facts: Omit<Partial<ModelFacts>, 'can'> & { can?: Partial<ModelFacts['can']> } = {}): Target {
  const vendor = findVendor(vendorId);
  if (!vendor) throw new Error(`no vendor ${vendorId}`);
  return {
    provider: vendor.label, vendor, address: vendor.address || 'http://localhost:9/v1',
    model: { name, tags: [], ...facts, can: { ...everything, ...facts.can } },
  };
}

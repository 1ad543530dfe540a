import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import type { ProviderConfig } from '../../src/core';
import { findVendor } from '../../src/outbound/vendors';
import type { Host } from '../kit/host';
import { keyFrom } from '../kit/providers';
import { notSet, unsetVariable } from '../kit/unset-variable';

/** What Node-RED's dialogs show in place of a key that the runtime keeps. */
const masked = '__PWRD__';
const text = z.string().max(8000).default('');
const form = z.object({ id: text, name: text, vendor: text, key: text, address: text, allowPlainHttp: z.boolean().default(false) });

/**
 * The provider as its open dialog has it. What the runtime keeps (key, headers, variables) goes only where it goes anyway:
 * else somebody who may edit, but not read keys, could have them sent to a server of his own.
 */
export function testedConfig(RED: NodeAPI, host: Host, body: unknown): ProviderConfig | { message: string } {
  const { id, name, vendor, key, address, allowPlainHttp } = form.parse(body);
  const row = findVendor(vendor);
  const kept = host.providers.configOf(id);
  const [keyVariable, addressVariable] = [unsetVariable(key), unsetVariable(address)];
  const place = resolved(RED, id, address);
  if (keyVariable !== undefined && !resolved(RED, id, key)) return { message: `Provider: ${notSet('key', keyVariable)}` };
  if (addressVariable !== undefined && !place) return { message: `Provider: ${notSet('address', addressVariable)}` };
  const samePlace = kept !== undefined && kept.vendor === vendor && (kept.address ?? '') === (place ?? '');
  const variable = samePlace ? undefined : addressVariable ?? (place === undefined ? undefined : keyVariable);
  if (variable !== undefined) return { message: `Deploy first: what the variable ${variable} holds is only sent where a deployed provider sends it.` };
  const config: ProviderConfig = { name: name.trim() || row?.label || vendor, vendor, address: place, allowPlainHttp };
  if (samePlace) config.headers = kept.headers;
  if (key !== masked) return { ...config, key: resolved(RED, id, key) ?? (row && !config.address ? keyFrom(row, host.environment) : undefined) };
  if (!kept) return { message: host.providers.problemOf(id)?.message ?? 'Deploy first, or enter the key again: it is not known here yet.' };
  if (!samePlace) return { message: 'Vendor or address have changed: enter the key again, as a kept key is only sent to its own address.' };
  return { ...config, key: kept.key };
}

/** What was typed, or the value of the variable that it names: a flow may have variables of its own. */
function resolved(RED: NodeAPI, id: string, typed: string): string | undefined {
  const variable = unsetVariable(typed);
  const value = variable === undefined ? typed : RED.util.evaluateNodeProperty(`\${${variable}}`, 'env', RED.nodes.getNode(id) ?? (undefined as never), {}) as unknown;
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

import type { NodeAPI, NodeDef } from 'node-red';
import { failure } from '../../src/chat/failure';
import { findVendor } from '../../src/outbound/vendors';
import { hostOf } from '../kit/host';
import type { FlowNode } from '../kit/message';
import { credentials } from '../kit/properties';
import { providerConfig, type ProviderSettings } from '../kit/providers';
import { readSettings } from '../kit/settings';
import { notSet, unsetVariable } from '../kit/unset-variable';
import { adminRoutes } from './admin-routes';

/** What is to come from a variable that is not set: sent as it stands it would only be refused, as if the account were wrong. */
function unset({ address, headers }: ProviderSettings, key: string | undefined): string | undefined {
  const places: [what: string, value: unknown][] = [['key', key], ['address', address], ...headers.map(({ name, value }): [string, string] => [`header '${name}'`, value])];
  for (const [what, value] of places) {
    const variable = unsetVariable(value);
    if (variable !== undefined) return notSet(what, variable);
  }
  return undefined;
}

/** provider: one account at one vendor. It only registers itself; the core gets all providers once the flows have started. */
export = function (RED: NodeAPI): void {
  function ProviderNode(this: FlowNode & { credentials?: { key?: string } }, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    const host = hostOf(RED);
    const { settings, trouble } = readSettings('switchyard-provider', config);
    const wrong = trouble ?? unset(settings, this.credentials?.key);
    if (wrong) {
      const problem = failure('bad_request', `Provider '${config.name || 'without a name'}': ${wrong}`);
      this.error(problem.message);
      host.providers.addBroken(this, problem);
    } else host.providers.add(this, providerConfig(settings, this.credentials?.key, findVendor(settings.vendor), host.environment));
  }
  RED.nodes.registerType('switchyard-provider', ProviderNode, { credentials: credentials['switchyard-provider'] });
  adminRoutes(RED);
};

import type { NodeAPI, NodeDef } from 'node-red';
import { failure } from '../../src/chat/failure';
import { findVendor } from '../../src/outbound/vendors';
import { hostOf } from '../kit/host';
import type { FlowNode } from '../kit/message';
import { credentials } from '../kit/properties';
import { providerConfig } from '../kit/providers';
import { readSettings } from '../kit/settings';
import { adminRoutes } from './admin-routes';

/** provider: one account at one vendor. It only registers itself; the core gets all providers once the flows have started. */
export = function (RED: NodeAPI): void {
  function ProviderNode(this: FlowNode & { credentials?: { key?: string } }, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    const host = hostOf(RED);
    const { settings, trouble } = readSettings('switchyard-provider', config);
    if (trouble) {
      const problem = failure('bad_request', `Provider '${config.name || 'without a name'}': ${trouble}`);
      this.error(problem.message);
      host.providers.addBroken(this, problem);
    } else host.providers.add(this, providerConfig(settings, this.credentials?.key, findVendor(settings.vendor), host.environment));
  }
  RED.nodes.registerType('switchyard-provider', ProviderNode, { credentials: credentials['switchyard-provider'] });
  adminRoutes(RED);
};

import type { NodeAPI, NodeDef } from 'node-red';
import { safely } from '../kit/guard-input';
import { hostOf } from '../kit/host';
import type { FlowNode } from '../kit/message';
import { readSettings } from '../kit/settings';
import { stateBadge } from '../kit/state-badge';

/** store: where budgets, cache, memory and the ledger live. At most one for each Node-RED; no node names it. */
export = function (RED: NodeAPI): void {
  function StoreNode(this: FlowNode, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    const { settings, trouble } = readSettings('switchyard-store', config);
    if (trouble) this.error(`Store: ${trouble}`);
    const host = hostOf(RED);
    const show = (): void => {
      const shown = stateBadge(this, host);
      this.on('close', () => shown.close());
    };
    if (host.addStore(this, settings.kind)) return show();
    this.error('There is more than one store, and only the first counts: delete the others.');
    this.status({ fill: 'red', shape: 'ring', text: 'second store' });
    // A deploy may take the other one away.
    const stop = host.onStarted(() => safely(this, () => {
      if (!host.storeCounts(this)) return;
      stop();
      this.status({});
      show();
    }));
    this.on('close', stop);
  }
  RED.nodes.registerType('switchyard-store', StoreNode);
};

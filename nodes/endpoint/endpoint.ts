import type { NodeAPI, NodeDef } from 'node-red';
import { hostOf } from '../kit/host';
import type { FlowNode } from '../kit/message';
import { Onward } from '../kit/onward';
import { credentials } from '../kit/properties';
import { readSettings } from '../kit/settings';
import { badge } from '../kit/status';
import { clientKeys } from './client-keys';
import { pageRoutes } from './page-routes';
import { Routes } from './routes';
import { serve, type Endpoint } from './serve';

/** "/v1" from "v1/": a slash in front, none at the end; the root is "". */
const tidy = (path: string): string => `/${path.trim()}`.replace(/^\/+/, '/').replace(/\/+$/, '');

/** endpoint: an OpenAI-compatible door, and a chat page. It emits what `http in` emits; no routing inside. */
export = function (RED: NodeAPI): void {
  function EndpointNode(this: FlowNode & { credentials?: Record<string, string | undefined> }, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    const host = hostOf(RED).join(this);
    const { settings, trouble } = readSettings('switchyard-endpoint', config);
    const shown = badge(this, host.clock);
    const unusable = trouble ?? ((RED.settings as { httpNodeRoot?: unknown }).httpNodeRoot === false ? 'httpNodeRoot is false in settings.js, so there is no door to open.' : undefined);
    if (unusable) {
      shown.set('red', 'ring', unusable);
      this.error(`Endpoint: ${unusable}`);
      return;
    }
    const path = tidy(settings.path);
    let clients = 0;
    const count = (change: 1 | -1 | 0): void => {
      clients += change;
      if (clients === 0) shown.set('grey', 'dot', path || '/');
      else shown.set('green', 'dot', clients === 1 ? '1 client' : `${clients} clients`);
    };
    // With a login for all of Node-RED's routes, whoever gets here is known.
    const openToAll = settings.openToAll || Boolean((RED.settings as { httpNodeAuth?: unknown }).httpNodeAuth);
    const here: Endpoint = { RED, host, node: this, onward: new Onward(RED, this), settings, keys: clientKeys(settings.clientKeys, this.credentials), openToAll, count };
    const routes = new Routes(RED, host);
    serve(here, routes, path);
    if (settings.chatPage.trim() !== '') pageRoutes(here, routes, tidy(settings.chatPage), path);
    count(0);
    this.on('close', () => { routes.remove(); shown.close(); });
  }
  RED.nodes.registerType('switchyard-endpoint', EndpointNode, { credentials: credentials['switchyard-endpoint'] });
};

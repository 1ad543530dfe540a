import type { NodeAPI, NodeDef } from 'node-red';
import { hostOf } from '../kit/host';
import type { FlowNode } from '../kit/message';
import { credentials } from '../kit/properties';
import { readSettings } from '../kit/settings';
import { badge } from '../kit/status';
import { clientKeys } from './client-keys';
import { pageRoutes } from './page-routes';
import { Routes } from './routes';
import { serve, type Endpoint } from './serve';

/** "/v1" from "v1/": a slash in front, none at the end. */
const tidy = (path: string): string => `/${path.trim().replace(/^\/+|\/+$/g, '')}`;

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
    const here: Endpoint = { RED, host, node: this, settings, keys: clientKeys(settings.clientKeys, this.credentials), shown };
    const routes = new Routes(RED);
    const path = tidy(settings.path);
    serve(here, routes, path);
    if (settings.chatPage.trim() !== '') pageRoutes(here, routes, tidy(settings.chatPage), path);
    shown.set('grey', 'dot', path);
    this.on('close', () => { routes.remove(); shown.close(); });
  }
  RED.nodes.registerType('switchyard-endpoint', EndpointNode, { credentials: credentials['switchyard-endpoint'] });
};

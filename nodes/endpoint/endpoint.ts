import type { NodeAPI, NodeDef } from 'node-red';
import { errorOf } from '../kit/errors';
import { hostOf } from '../kit/host';
import { called, type FlowNode } from '../kit/message';
import { Onward } from '../kit/onward';
import { credentials } from '../kit/properties';
import { readSettings } from '../kit/settings';
import { badge } from '../kit/status';
import { claimPath } from './claim-path';
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
    const stayShut = (ring: string, words = ring): void => {
      shown.set('red', 'ring', ring);
      this.error(`Endpoint: ${words}`);
    };
    if (unusable) return stayShut(unusable);
    const path = tidy(settings.path);
    const keys = clientKeys(settings.clientKeys, this.credentials);
    let clients = 0;
    let pageless = false;
    const count = (change: 1 | -1 | 0): void => {
      clients += change;
      if (clients === 0 && keys.missing > 0) shown.set('yellow', 'ring', keys.missing === 1 ? '1 key missing' : `${keys.missing} keys missing`);
      else if (clients === 0 && pageless) shown.set('yellow', 'ring', 'no chat page');
      else if (clients === 0) shown.set('grey', 'dot', path || '/');
      else shown.set('green', 'dot', clients === 1 ? '1 client' : `${clients} clients`);
    };
    // With a login for all of Node-RED's routes, whoever gets here is known.
    const openToAll = settings.openToAll || Boolean((RED.settings as { httpNodeAuth?: unknown }).httpNodeAuth);
    const here: Endpoint = { RED, host, node: this, onward: new Onward(RED, this), settings, keys, openToAll, count };
    const routes = new Routes(RED, host);
    this.on('close', () => { routes.remove(); shown.close(); });
    /** False where Express, which takes a path for a pattern, cannot read one. */
    const open = (add: () => void): boolean => {
      try {
        add();
        return true;
      } catch (problem) {
        routes.remove();
        stayShut('the path cannot be used', `its paths '${settings.path}' and '${settings.chatPage}' cannot be used: ${errorOf(problem).message}`);
        return false;
      }
    };
    const openPage = (page: string): void => claimPath(host, this, 'chat page', page, {
      mine: () => {
        pageless = false;
        if (open(() => pageRoutes(here, routes, page, path))) count(0);
      },
      taken: (owner) => {
        pageless = true;
        count(0);
        this.warn(`Endpoint: the chat page ${page || '/'} is that of another endpoint, ${called(owner)} (${owner.id}). This one has none: give it a path of its own.`);
      },
    });
    claimPath(host, this, 'door', path, {
      mine: () => {
        if (!open(() => serve(here, routes, path))) return;
        if (settings.chatPage.trim() === '') count(0);
        else openPage(tidy(settings.chatPage));
      },
      taken: (owner) => stayShut(`${path || '/'} is taken by ${called(owner)}`, `the path ${path || '/'} is taken by another endpoint, ${called(owner)} (${owner.id}). This one stays shut: give it a path of its own.`),
    });
  }
  RED.nodes.registerType('switchyard-endpoint', EndpointNode, { credentials: credentials['switchyard-endpoint'] });
};

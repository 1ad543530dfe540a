import type { NodeAPI, NodeDef } from 'node-red';
import { errorOf } from '../kit/errors';
import { safely } from '../kit/guard-input';
import { hostOf, type Host } from '../kit/host';
import { called, type FlowNode } from '../kit/message';
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

/**
 * A path belongs to the first endpoint that asks for it, until that closes: another one's keys and rules must never take the place of its own.
 * Returns whom it belongs to, where that is another. Express knows no capitals in a path.
 */
function takePath({ doors }: Host, path: string, node: FlowNode): FlowNode | undefined {
  const key = path.toLowerCase();
  const owner = doors.get(key);
  if (owner && owner.id !== node.id) return owner;
  doors.set(key, node);
  // In a deploy the next node of the same id may have it by then.
  node.on('close', () => { if (doors.get(key) === node) doors.delete(key); });
  return undefined;
}

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
    const count = (change: 1 | -1 | 0): void => {
      clients += change;
      if (clients === 0 && keys.missing > 0) shown.set('yellow', 'ring', keys.missing === 1 ? '1 key missing' : `${keys.missing} keys missing`);
      else if (clients === 0) shown.set('grey', 'dot', path || '/');
      else shown.set('green', 'dot', clients === 1 ? '1 client' : `${clients} clients`);
    };
    // With a login for all of Node-RED's routes, whoever gets here is known.
    const openToAll = settings.openToAll || Boolean((RED.settings as { httpNodeAuth?: unknown }).httpNodeAuth);
    const here: Endpoint = { RED, host, node: this, onward: new Onward(RED, this), settings, keys, openToAll, count };
    const routes = new Routes(RED, host);
    this.on('close', () => { routes.remove(); shown.close(); });
    const open = (): void => {
      try {
        serve(here, routes, path);
        if (settings.chatPage.trim() !== '') pageRoutes(here, routes, tidy(settings.chatPage), path);
      } catch (problem) {
        // Express takes a path for a pattern, and not all can be read as one.
        routes.remove();
        return stayShut('the path cannot be used', `its paths '${settings.path}' and '${settings.chatPage}' cannot be used: ${errorOf(problem).message}`);
      }
      count(0);
    };
    const owner = takePath(host, path, this);
    if (!owner) return open();
    stayShut(`${path || '/'} is taken by ${called(owner)}`, `the path ${path || '/'} is taken by another endpoint, ${called(owner)} (${owner.id}). This one stays shut: give it a path of its own.`);
    // A deploy may take the other one away.
    const stop = host.onStarted(() => safely(this, () => {
      if (takePath(host, path, this)) return;
      stop();
      open();
    }));
    this.on('close', stop);
  }
  RED.nodes.registerType('switchyard-endpoint', EndpointNode, { credentials: credentials['switchyard-endpoint'] });
};

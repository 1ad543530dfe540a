import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { hosts, type Host } from '../../../nodes/kit/host';
import { adminRoutes } from '../../../nodes/provider/admin-routes';

type Route = (request: object, response: object) => void;

describe('what the editor asks', () => {
  /** The status and the body of an answer; an answer that cannot be sent is told as such, once. */
  async function answerOf(models: () => unknown[], sendable = true): Promise<unknown[]> {
    const routes = new Map<string, Route>();
    const add = (path: string, _allowed: unknown, route: Route): void => { routes.set(path, route); };
    const RED = { auth: { needsPermission: () => undefined }, httpAdmin: { get: add, post: add }, settings: { userDir: 'admin-routes' } } as unknown as NodeAPI;
    hosts.set('admin-routes', { core: { models } } as unknown as Host);
    adminRoutes(RED);
    const log: unknown[] = [];
    const response = {
      headersSent: false,
      status(code: number) { log.push(code); return this; },
      json(body: unknown) {
        if (!sendable) { this.headersSent = true; throw new Error('The connection is gone.'); }
        log.push(JSON.stringify(body));
      },
    };
    routes.get('/switchyard/models')?.({}, response);
    await new Promise((resolve) => { setImmediate(resolve); });
    hosts.delete('admin-routes');
    return log;
  }

  it('gets a 500 where the answer cannot be made', async () => {
    assert.deepEqual(await answerOf(() => { throw new Error('No models.'); }), [500, '{"message":"No models."}']);
  });

  it('does not end Node-RED where the answer cannot be written or sent', async () => {
    const asked = await answerOf(() => [{ key: 1n, model: { tags: [] } }]);
    assert.equal(asked[0], 500);
    assert.deepEqual(await answerOf(() => [], false), []);
  });
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface KeyedModels { readonly address: string; close(): Promise<void> }

/** A model server that tells its models only to who brings the right key. */
export async function keyedModels(key: string, models: readonly string[]): Promise<KeyedModels> {
  const server = createServer((request, response) => {
    const isRight = request.headers.authorization === `Bearer ${key}`;
    const body = isRight ? { object: 'list', data: models.map((id) => ({ id, object: 'model' })) } : { error: { message: 'Incorrect API key provided.', type: 'invalid_request_error' } };
    response.writeHead(isRight ? 200 : 401, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

// The least that a gateway in Node can do: node:http in front, undici behind, bytes passed on as they come.
import { createServer } from 'node:http';
import process from 'node:process';
import { Agent } from 'undici';
import { serve } from '../child/serve.mjs';

const [, , port, upstream] = process.argv;
const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 20_000 });

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => forward(request, response, Buffer.concat(chunks)));
});
server.keepAliveTimeout = 120_000;
server.listen(Number(port), '127.0.0.1');

function forward(request, response, body) {
  agent.dispatch({ origin: upstream, path: request.url, method: request.method, headers: { 'content-type': 'application/json' }, body }, {
    onRequestStart() {},
    onResponseStart(_controller, status, headers) { response.writeHead(status, { 'content-type': headers['content-type'] }); },
    onResponseData(controller, bytes) { if (!response.write(bytes)) { controller.pause(); response.once('drain', () => controller.resume()); } },
    onResponseEnd() { response.end(); },
    onResponseError() { response.destroy(); },
  });
}

serve({});

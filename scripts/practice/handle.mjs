import { anthropic } from './anthropic.mjs';
import { answer } from './answer.mjs';
import { deliver, sendJson } from './deliver.mjs';
import { checkCalls } from './history.mjs';
import { modelsOf } from './models.mjs';
import { openai } from './openai.mjs';
import { readJson } from './read-json.mjs';
import { must, Refusal } from './refusal.mjs';
import { refuseIn } from './temper.mjs';
import { countInput } from './tokens.mjs';

const welcome = 'Practice provider: canned answers in the dialects of OpenAI (/v1/chat/completions) and Anthropic (/v1/messages). Any key is welcome but "wrong-key".\n';

/**
 * Answers one request; what goes wrong is told in the shape of the dialect that was spoken. Never throws.
 * @param {{ paceFactor: number, temper: (model: object) => string, headroom: (ask: object) => object }} world what outlives a request
 */
export async function handle(request, response, world) {
  const { pathname } = new URL(request.url, 'http://practice');
  const dialect = pathname === '/v1/messages' || 'anthropic-version' in request.headers ? anthropic : openai;
  const headers = dialect.requestId();
  try {
    if (pathname === '/') return void response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(welcome);
    checkKey(request.headers);
    if (request.method === 'POST' && pathname === dialect.path) return await reply({ request, response, dialect, headers, world });
    if (request.method === 'GET') return sendJson(response, 200, headers, models(pathname, dialect));
    throw unknownPage(request.method, pathname);
  } catch (error) {
    const known = error instanceof Refusal ? error : new Refusal('server', `The practice provider has an error of its own: ${error.message}`);
    const refused = dialect.refuse(known);
    if (response.headersSent) response.destroy();
    else sendJson(response, refused.status, { ...headers, ...refused.headers }, refused.body);
  }
}

async function reply({ request, response, dialect, headers, world }) {
  const body = await readJson(request);
  const model = findModel(body.model, dialect);
  const ask = { model, ...dialect.readAsk(body) };
  checkCalls(ask.turns);
  checkWindow(ask);
  const mood = world.temper(model);
  refuseIn(mood);
  const limits = dialect.limitHeaders(world.headroom(ask));
  await deliver({ response, ask, answer: answer(ask), dialect, headers: { ...headers, ...limits }, paceFactor: world.paceFactor, cut: mood === 'cut' });
}

function checkKey(headers) {
  const key = headers['x-api-key'] ?? /^Bearer\s+(.*)$/i.exec(headers.authorization ?? '')?.[1];
  if (key === 'wrong-key') throw new Refusal('bad_key', 'Incorrect API key provided: wrong-key. Any other key will do here.');
}

function findModel(id, dialect) {
  must(typeof id === 'string' && id, 'model', 'You must name a model.');
  const offered = modelsOf(dialect.id);
  const model = offered.find((one) => one.id === id);
  if (!model) throw new Refusal('no_model', `The model '${id}' does not exist or you have no access to it. Here are: ${offered.map((one) => one.id).join(', ')}.`);
  return model;
}

function models(pathname, dialect) {
  if (pathname === '/v1/models') return dialect.modelList();
  const id = /^\/v1\/models\/(.+)$/.exec(pathname)?.[1];
  if (!id) throw unknownPage('GET', pathname);
  return dialect.modelCard(findModel(decodeURIComponent(id), dialect));
}

const unknownPage = (method, pathname) => new Refusal('no_page', `Unknown request: ${method} ${pathname}.`);

function checkWindow(ask) {
  const tokens = countInput(ask);
  if (tokens < ask.model.window) return;
  throw new Refusal('too_long', `prompt is too long: this model's maximum context length is ${ask.model.window} tokens, your messages have ${tokens} tokens.`, { field: 'messages' });
}

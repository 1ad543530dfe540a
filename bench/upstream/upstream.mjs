// The provider that all targets ask: a child process that answers at once, or word by word at a steady pace.
import { createServer } from 'node:http';
import process from 'node:process';
import { serve } from '../child/serve.mjs';
import { nowMicros } from '../child/time.mjs';
import { firstEvent, lastEvents, refusals, wholeReply, wordAt, wordEvent } from './replies.mjs';

/** How answers come: so many tokens, one every `everyMs`; 0 = all at once. */
let pace = { tokens: 20, everyMs: 0 };
/** What was said before, by what was asked; of the pace that there is now. */
const replies = new Map();
/** Whether what is asked under /429 and /500 is refused with that status just now. */
let failing = false;

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => answer(request, response, chunks));
});
server.keepAliveTimeout = 120_000;
server.listen(Number(process.argv[2]), '127.0.0.1');

function answer(request, response, chunks) {
  const status = failing ? /^\/(429|500)\//.exec(request.url)?.[1] : undefined;
  if (request.method !== 'POST') return json(response, 200, JSON.stringify({ object: 'list', data: [] }));
  if (status) return json(response, Number(status), JSON.stringify({ error: refusals[status] }));
  const { model, stream, stream_options: options } = JSON.parse(Buffer.concat(chunks));
  if (!stream) return json(response, 200, prepared(`${model} whole`, () => wholeReply(model, pace.tokens)));
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  if (pace.everyMs === 0) return response.end(prepared(`${model} ${options?.include_usage}`, () => streamed(model, options?.include_usage)));
  steadily(response, model, options?.include_usage);
}

/** Written once: what a provider does for its answer is nobody's to add, and a stream takes it longer to write than a whole answer. */
function prepared(what, write) {
  let text = replies.get(what);
  if (text === undefined) replies.set(what, text = write());
  return text;
}

function json(response, status, text) {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
}

function streamed(model, wantsUsage) {
  let text = firstEvent(model);
  for (let index = 0; index < pace.tokens; index++) text += wordEvent(model, wordAt(index));
  return text + lastEvents(model, pace.tokens, wantsUsage);
}

/** Each word carries the time at which it left, for the one who asked to subtract. */
function steadily(response, model, wantsUsage) {
  const { tokens, everyMs } = pace;
  let sent = 0;
  const say = () => {
    response.write((sent === 0 ? firstEvent(model) : '') + wordEvent(model, ` @${Math.round(nowMicros())};`));
    if (++sent < tokens) return;
    clearInterval(timer);
    response.end(lastEvents(model, tokens, wantsUsage));
  };
  const timer = setInterval(say, everyMs);
  response.once('close', () => clearInterval(timer));
  say();
}

serve({ pace(next) { pace = next; replies.clear(); }, failing(now) { failing = now; } });
